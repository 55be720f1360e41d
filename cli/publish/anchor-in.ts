import type { Repository } from '../git/repository.ts';
import type { WriteAnchor } from './publish-request.ts';

/** Anchors on a branch of the flags repository. null: there is none to write to. */
export function anchorIn(_repository: Repository): WriteAnchor | null {
  return null;
}
