/** A compiled, or an earlier, content as a version that is to be served. */
import type { Overlay, Snapshot } from '@flagforge/sdk/engine';
import { canonicalJson, type SignedParts } from '@flagforge/sdk/snapshot';
import { membersOf, snapshotOfTexts, textsOf } from './snapshot-text.ts';

export interface SnapshotVersion {
  readonly version: number;
  /** The full id of the commit that the content is of. */
  readonly commit: string;
  /** Hold first, then kills ascending by flag. */
  readonly overlays: readonly Overlay[];
  readonly sha256: (text: string) => string;
  /** The signature of a version, base64; null where the publisher has no key. */
  readonly sign: ((parts: SignedParts) => string) | null;
}

/**
 * The same content as another version: version, commit, overlays, `hash` and signature are new, `contentHash` and
 * `compiler` stay. Flags are neither parsed nor written again.
 * @see contract 5
 */
export function versionSnapshot(content: Snapshot, given: SnapshotVersion): Snapshot {
  const { signature: _, ...members } = membersOf(content) as Omit<Snapshot, 'flags'>;
  const { version, commit, overlays } = given;
  const hash = given.sha256(canonicalJson({ contentHash: content.contentHash, overlays }));
  const next = { ...members, version, commit, overlays, hash };
  const signature = given.sign?.(next);
  return snapshotOfTexts(signature === undefined ? next : { ...next, signature }, textsOf(content));
}
