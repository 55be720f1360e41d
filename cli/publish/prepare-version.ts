/** What is to be written of a next version, worked out before the transaction that writes it. Pure but for the signature. */
import type { Snapshot } from '@flagforge/sdk/engine';
import type { SignedParts } from '@flagforge/sdk/snapshot';
import { codedError } from '../coded-error.ts';
import { snapshotText, versionSnapshot } from '../compile/index.ts';
import type { Change } from '../diff/change.ts';
import { diffSnapshots } from '../diff/diff-snapshots.ts';
import { EXIT } from '../exit-codes.ts';
import { nodeSha256 } from '../project.ts';
import type { NextVersion } from './published.ts';
import type { Published } from './read-published.ts';

/** What a writer of versions has beside its content. */
export interface VersionTools {
  /** Signs with FLAGFORGE_SIGNING_KEY; null without a key. */
  readonly sign: ((parts: SignedParts) => string) | null;
  /** The targets that a version still has to reach, besides the anchor: reminders are written for them. */
  readonly targets: readonly ('redis' | 'edge')[];
}

export interface PreparedVersion {
  readonly next: NextVersion;
  readonly snapshot: Snapshot;
  /** Its canonical text. */
  readonly body: string;
  /** Of UTF-8. */
  readonly bytes: number;
  /** From what is served to this: one entry of the audit log each. */
  readonly changes: readonly Change[];
  readonly targets: VersionTools['targets'];
}

/** Evaluators and browsers begin to feel it. */
export const LARGE_BODY_BYTES = 5 * 1_048_576;

/** What no store is asked to hold. */
export const MAX_BODY_BYTES = 32 * 1_048_576;

/**
 * The next version of an environment: version + 1 of what is served, its body and its changes.
 * @throws CommandError (1, FF3008) for a body over 32 MiB; (2, FF3010) without a key where what is served is signed.
 */
export function prepareVersion(before: Published, next: NextVersion, tools: VersionTools): PreparedVersion {
  const { environment } = before.place;
  if (before.isSigned && tools.sign === null)
    throw codedError(EXIT.usage, 'FF3010', { environment, version: before.version });
  const snapshot = versionSnapshot(next.content, {
    version: before.version + 1,
    commit: next.commit,
    overlays: next.overlays,
    sha256: nodeSha256,
    sign: tools.sign,
  });
  const body = snapshotText(snapshot);
  const bytes = Buffer.byteLength(body);
  if (bytes > MAX_BODY_BYTES) throw codedError(EXIT.findings, 'FF3008', { environment, megabytes: toMegabytes(bytes) });
  return { next, snapshot, body, bytes, changes: diffSnapshots(before.snapshot, snapshot), targets: tools.targets };
}

/** With one decimal, rounded up: what is over a limit never reads as the limit itself. */
export function toMegabytes(bytes: number): number {
  return Math.ceil((bytes / 1_048_576) * 10) / 10;
}
