/** Reads what an environment serves, from Postgres. */
import type { Snapshot } from '@flagforge/sdk/engine';
import { codedError } from '../coded-error.ts';
import { readStoredSnapshot } from '../compile/index.ts';
import type { Transaction } from '../database/database.ts';
import { EXIT } from '../exit-codes.ts';
import { parsePolicy } from '../identity/policy.ts';
import type { Place } from '../targets/target.ts';
import type { PublishedState } from './published.ts';

/** An environment as it is served, with the snapshot itself; null before the first publish. */
export interface Published extends PublishedState {
  readonly snapshot: Snapshot | null;
  /** Its text, as it is stored. */
  readonly body: string | null;
  /** Folder of the project in the repository by then, with `/`. */
  readonly directory: string | null;
}

interface EnvironmentRow {
  readonly version: number;
  readonly commit: string | null;
  readonly tip: string | null;
  readonly contentHash: string | null;
  readonly hash: string | null;
  readonly policy: string | null;
  readonly publishedAt: number | null;
}

// By the primary key of flagforge.environments.
const READ = `
  select version, commit, tip, content_hash as "contentHash", hash, policy::text as policy,
         (extract(epoch from published_at) * 1000)::float8 as "publishedAt"
  from flagforge.environments
  where organization = $1 and project = $2 and environment = $3`;

/** What an environment serves; version 0 for one that was never published. */
export async function readPublished(tx: Transaction, place: Place): Promise<Published> {
  return readState(tx, place, READ, null);
}

/**
 * The same, with the environment's row locked until the transaction ends: whoever else wants to write a version waits.
 * The body is read by a statement of its own, because one that waited for the lock sees the row as it is now but
 * everything else as it was when it began.
 * @param known what was read before; its snapshot is not read again where it is still the one that is served.
 */
export async function lockEnvironment(
  tx: Transaction,
  place: Place,
  known: Published | null = null,
): Promise<Published> {
  return readState(tx, place, `${READ} for update`, known);
}

async function readState(tx: Transaction, place: Place, sql: string, known: Published | null): Promise<Published> {
  const { organization, project, environment } = place;
  const [row] = await tx.query<EnvironmentRow>(sql, [organization, project, environment]);
  if (row === undefined || row.version === 0) return { place, ...NOTHING };
  const isKnown = known?.version === row.version && known.hash === row.hash;
  const { snapshot, body, directory } = isKnown ? known : await readStored(tx, place, row.version);
  const policy = row.policy === null ? null : parsePolicy(row.policy);
  if (policy === null && row.policy !== null)
    throw codedError(EXIT.findings, 'FF3009', { environment, version: row.version });
  return {
    place,
    ...row,
    overlays: snapshot?.overlays ?? [],
    policy,
    isSigned: snapshot?.signature !== undefined,
    snapshot,
    body,
    directory,
  };
}

const NOTHING: Omit<Published, 'place'> = {
  version: 0,
  commit: null,
  tip: null,
  contentHash: null,
  hash: null,
  overlays: [],
  policy: null,
  publishedAt: null,
  isSigned: false,
  snapshot: null,
  body: null,
  directory: null,
};

/**
 * The snapshot of one version; null for a version that was never there.
 * @throws CommandError (1, FF3009) when its text is none that a publisher wrote.
 */
export async function readVersion(tx: Transaction, place: Place, version: number): Promise<Snapshot | null> {
  return (await readStored(tx, place, version)).snapshot;
}

async function readStored(
  tx: Transaction,
  place: Place,
  version: number,
): Promise<Pick<Published, 'snapshot' | 'body' | 'directory'>> {
  const { organization, project, environment } = place;
  const [row] = await tx.query<{ readonly body: string; readonly directory: string }>(
    `select body, directory from flagforge.snapshots
     where organization = $1 and project = $2 and environment = $3 and version = $4`,
    [organization, project, environment, version],
  );
  if (row === undefined) return { snapshot: null, body: null, directory: null };
  const snapshot = readStoredSnapshot(row.body);
  if (snapshot === null) throw codedError(EXIT.findings, 'FF3009', { environment, version });
  return { snapshot, body: row.body, directory: row.directory };
}
