import { canonicalJson } from '@flagforge/sdk/snapshot';
import { contentHashOf } from '../compile/index.ts';
import { nodeSha256 } from '../project.ts';
import type { Published } from './read-published.ts';

/** Whether a stored snapshot is what its environment's row says it is, by hashes worked out from what it really holds. */
export function isWhole({ snapshot, contentHash, hash }: Published): boolean {
  if (snapshot === null) return false;
  return (
    contentHashOf(snapshot, nodeSha256) === contentHash &&
    nodeSha256(canonicalJson({ contentHash, overlays: snapshot.overlays })) === hash
  );
}
