import { writeAnchor } from '../git/anchor.ts';
import type { Repository } from '../git/repository.ts';
import type { WriteAnchor } from './publish-request.ts';

/** Anchors on the branch `flagforge-audit` of the flags repository. @see contract 9 */
export const anchorIn =
  (repository: Repository): WriteAnchor =>
  (head) =>
    writeAnchor(repository, head);
