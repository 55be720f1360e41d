/** One new version of an environment, and its way to the targets: what kill, revive, rollback and release share. */
import { canonicalJson } from '@flagforge/sdk/snapshot';
import { codedError } from '../coded-error.ts';
import { CommandError } from '../command-error.ts';
import { contentHashOf } from '../compile/index.ts';
import type { Transaction } from '../database/database.ts';
import { EXIT } from '../exit-codes.ts';
import { nodeSha256 } from '../project.ts';
import { awaitEvaluators } from '../publish/await-evaluators.ts';
import { deliver } from '../publish/deliver.ts';
import { prepareVersion } from '../publish/prepare-version.ts';
import type { LiveReport } from '../publish/publish-report.ts';
import type { NextVersion } from '../publish/published.ts';
import { lockEnvironment, type Published } from '../publish/read-published.ts';
import type { Delivery } from '../publish/sync-target.ts';
import { insertVersion } from '../publish/write-version.ts';
import type { EmergencyTools } from './emergency-tools.ts';
import { readPastVersion } from './version-history.ts';

/** A version that was written, and how far it came. */
export interface WrittenEmergency {
  readonly version: number;
  readonly hash: string;
  /** Its canonical text. */
  readonly body: string;
  /** The first and last entry of the audit log. */
  readonly entries: { readonly first: string; readonly last: string };
  /** Empty until it was carried. */
  readonly deliveries: readonly Delivery[];
  /** Postgres failed after the version was written; else null. */
  readonly problem: CommandError | null;
  /** When it was written, by `performance.now()`. */
  readonly writtenAt: number;
}

/** A version to write over what is served. */
export interface EmergencyDraft {
  /** What is served, as it was planned upon. */
  readonly before: Published;
  readonly next: Omit<NextVersion, 'directory'>;
  /** The version whose content it is; null: that of `before`. */
  readonly restores: number | null;
  /** Looked at under the lock; throws CommandError to refuse. */
  readonly guard?: (tx: Transaction) => Promise<void>;
}

/** Somebody else wrote a version between the plan and the lock. Nothing was written here. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken';
}

/**
 * Writes the version in one transaction of its environment and offers it to the targets. Rejects only while nothing is
 * written; what a target does afterwards is in the answer.
 * @throws CommandError (1, 2) when it is refused, (3) when Postgres fails; Overtaken.
 */
export async function writeEmergency(tools: EmergencyTools, draft: EmergencyDraft): Promise<WrittenEmergency> {
  return carryEmergency(tools, draft.before, await writeTruth(tools, draft));
}

/** Offers what was written to the targets. Never rejects for what the outside world does. */
export async function carryEmergency(
  { database, targets }: EmergencyTools,
  { place }: Published,
  written: WrittenEmergency,
): Promise<WrittenEmergency> {
  const { version, hash, body } = written;
  try {
    return { ...written, deliveries: await deliver(database, targets, place, { version, hash, body }) };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { ...written, problem: error };
  }
}

/** The first half of `writeEmergency`: evaluators that read Postgres have it from here on. Rejects as that does. */
export async function writeTruth(tools: EmergencyTools, draft: EmergencyDraft): Promise<WrittenEmergency> {
  const { database, targets, sign } = tools;
  const { before, restores, guard } = draft;
  const { place } = before;
  refuseDamaged(before);
  const names = targets.flatMap(({ name }) => (name === 'bus' ? [] : [name]));
  const prepared = prepareVersion(before, { ...draft.next, directory: '' }, { sign, targets: names });
  const written = await database.transaction({ as: 'publisher', organization: place.organization }, async (tx) => {
    const locked = await lockEnvironment(tx, place, before);
    if (locked.version !== before.version || locked.hash !== before.hash || locked.tip !== before.tip)
      throw new Overtaken();
    await guard?.(tx);
    const source = await readPastVersion(tx, place, restores ?? before.version);
    const next = { ...prepared.next, directory: source?.directory ?? '' };
    return insertVersion(tx, locked, { ...prepared, next });
  });
  const writtenAt = performance.now();
  const { version, hash, firstSeq, lastSeq } = written;
  const { body } = prepared;
  const entries = { first: firstSeq, last: lastSeq };
  return { version, hash, body, entries, writtenAt, deliveries: [], problem: null };
}

/** How many evaluators of the environment serve the version within two seconds; null where none reports. */
export function awaitEmergency(
  tools: EmergencyTools,
  { place }: Published,
  { version, hash, writtenAt }: WrittenEmergency,
): Promise<LiveReport | null> {
  return awaitEvaluators(tools.database, tools.targets, [{ place, version, hash }], { startedAt: writtenAt });
}

/**
 * A version is built on what is stored, without git, so what is stored must be what was published: evaluators would
 * refuse it, and a kill would reach nobody.
 * @throws CommandError (1, FF3009)
 */
export function refuseDamaged({ place, version, snapshot, contentHash, hash }: Published): void {
  const isWhole =
    snapshot !== null &&
    contentHashOf(snapshot, nodeSha256) === contentHash &&
    nodeSha256(canonicalJson({ contentHash, overlays: snapshot.overlays })) === hash;
  if (!isWhole) throw codedError(EXIT.findings, 'FF3009', { environment: place.environment, version });
}
