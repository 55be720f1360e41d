/** The one writer of versions: publish, kill, revive, rollback and release all end here. */
import type { Transaction } from '../database/database.ts';
import { updateDerivedTables } from './derived-tables.ts';
import { insertEntries } from './insert-entries.ts';
import { type PreparedVersion, prepareVersion, type VersionTools } from './prepare-version.ts';
import type { NextVersion, WrittenVersion } from './published.ts';
import type { Published } from './read-published.ts';

/**
 * Writes the next version of an environment whose row this transaction has locked: the snapshot, the tables derived
 * from it, one audit entry for each change, the environment's row, and reminders for the targets. All or nothing, with
 * the transaction.
 * @param before what `lockEnvironment` answered in this transaction.
 * @throws CommandError, before anything is written, as `prepareVersion` does.
 * @see contract 8
 */
export async function writeVersion(
  tx: Transaction,
  before: Published,
  next: NextVersion,
  tools: VersionTools,
): Promise<WrittenVersion> {
  return insertVersion(tx, before, prepareVersion(before, next, tools));
}

/** Points of a crash test: what was done last. */
export type VersionStep = 'locked' | 'snapshot' | 'entries' | 'environment';

/**
 * The same for a version that was prepared before the transaction began, so that the lock is held for as short as can
 * be. The caller has made sure that what it was prepared from is still what is served.
 * @param onStep called after each step; tests stop the process there.
 */
export async function insertVersion(
  tx: Transaction,
  before: Published,
  prepared: PreparedVersion,
  onStep: (step: VersionStep) => void = () => {},
): Promise<WrittenVersion> {
  const { next, snapshot, changes } = prepared;
  const { place } = before;
  const { organization, project, environment } = place;
  await insertSnapshot(tx, prepared);
  onStep('snapshot');
  await updateDerivedTables(tx, snapshot, changes);
  const written = await insertEntries(tx, prepared);
  onStep('entries');
  await tx.query(
    `update flagforge.environments set
       version = $4, commit = $5, tip = $6, content_hash = $7, hash = $8, policy = coalesce($9::jsonb, policy),
       audit_seq = coalesce($10::bigint, audit_seq), audit_hash = coalesce($11, audit_hash),
       published_at = transaction_timestamp()
     where organization = $1 and project = $2 and environment = $3`,
    [
      ...[organization, project, environment, snapshot.version, next.commit, next.tip],
      ...[snapshot.contentHash, snapshot.hash, next.policy === null ? null : JSON.stringify(next.policy)],
      ...[written.lastSeq, written.lastHash],
    ],
  );
  await remind(tx, prepared, written.lastSeq);
  onStep('environment');
  return {
    place,
    version: snapshot.version,
    hash: snapshot.hash,
    contentHash: snapshot.contentHash,
    entries: changes.length,
    firstSeq: written.firstSeq ?? '0',
    lastSeq: written.lastSeq ?? '0',
  };
}

async function insertSnapshot(tx: Transaction, { next, snapshot, body }: PreparedVersion): Promise<void> {
  const { organization, project, environment, version, contentHash, hash, compiler } = snapshot;
  const { action, commit, tip, directory, approvals, isUnapproved, reason, actor } = next;
  await tx.query(
    `insert into flagforge.snapshots
       (organization, project, environment, version, action, commit, tip, directory, content_hash, hash, body, compiler,
        approvals, is_unapproved, reason, actor, person)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13::jsonb, $14, $15, $16, $17)`,
    [
      ...[
        organization,
        project,
        environment,
        version,
        action,
        commit,
        tip,
        directory,
        contentHash,
        hash,
        body,
        compiler,
      ],
      ...[JSON.stringify(approvals), isUnapproved, reason, actor.identity, actor.person],
    ],
  );
}

/** One row for each target that is not reached inside this transaction; a row says that there is work, not what it is. */
async function remind(tx: Transaction, { snapshot, targets }: PreparedVersion, lastSeq: string | null): Promise<void> {
  const { organization, project, environment, version } = snapshot;
  await tx.query(
    `insert into flagforge.outbox (organization, project, environment, target, document, version)
     select $1, $2, $3, target, 'snapshot', $4::bigint from unnest($5::text[]) target
     union all
     select $1, $2, null, 'anchor', 'anchor', $6::bigint where $6 is not null`,
    [organization, project, environment, version, targets, lastSeq],
  );
}
