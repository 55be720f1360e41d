/** The one writer of API keys: create, revoke and rotate all end here. */
import { codedError } from '../coded-error.ts';
import type { Database, Transaction } from '../database/database.ts';
import type { Origin } from '../database/project-origin.ts';
import { EXIT } from '../exit-codes.ts';
import type { Actor, Publisher } from '../identity/actor.ts';
import { type Policy, parsePolicy } from '../identity/policy.ts';
import { holdersOf, rolesOf } from '../identity/roles.ts';
import { ensureEnvironment } from '../publish/ensure-environment.ts';
import type { Place, Target } from '../targets/target.ts';
import { type ApiKey, instantOf, keyState } from './api-key.ts';

/** What the commands on keys work with. */
export interface KeyTools {
  readonly database: Database;
  readonly targets: readonly Target[];
  readonly publisher: Publisher;
  /** What the audit entries say wrote them: `flagforge 0.1.0`. */
  readonly compiler: string;
}

/** An environment that is not in Postgres yet, as the files say it. */
export interface NewEnvironment {
  readonly policy: Policy;
  readonly origin: Origin;
  /** The project's folder in its repository, with `/`. */
  readonly directory: string;
}

export type KeyAction = 'key_create' | 'key_revoke' | 'key_rotate';

/** One key before and after; null: it is not there. */
export interface KeyChange {
  readonly before: ApiKey | null;
  readonly after: ApiKey;
}

/** What a change of keys is planned from, in its transaction. */
export interface KeyMoment {
  readonly tx: Transaction;
  readonly actor: Actor;
  /** The transaction's time by the database's clock, UTC epoch ms. */
  readonly now: number;
}

export interface ChangedKeys {
  readonly changes: readonly KeyChange[];
  readonly keysVersion: number;
  /** The last audit entry, decimal. */
  readonly seq: string;
  /** The transaction's time, UTC epoch ms. */
  readonly at: number;
}

/**
 * Changes keys of one environment in one transaction: rows, `keys_version`, an audit entry for each key, and reminders
 * for the targets. Changes of one environment wait for one another, and for a publish of it.
 * @param fresh what to make of an environment that is not there yet; null: it must be there.
 * @param plan what is to change, in order; nothing: nothing is written.
 * @returns null when nothing was to change.
 * @throws CommandError (2, FF3140) when there is no such environment; (1, FF3143) when the actor may not.
 */
export async function changeKeys(
  tools: KeyTools,
  place: Place,
  request: { readonly action: KeyAction; readonly reason: string | null; readonly fresh: NewEnvironment | null },
  plan: (moment: KeyMoment) => Promise<readonly KeyChange[]>,
): Promise<ChangedKeys | null> {
  const { organization } = place;
  return tools.database.transaction({ as: 'publisher', organization }, async (tx) => {
    const environment = await lockEnvironment(tx, place, request.fresh);
    const policy = environment.policy ?? request.fresh?.policy ?? NO_POLICY;
    const actor = authorize(tools.publisher, policy, place);
    const { now } = environment;
    const changes = await plan({ tx, actor, now });
    if (changes.length === 0) return null;
    for (const change of changes) await writeRow(tx, place, change);
    const entry = await writeEntries(tx, place, { ...request, compiler: tools.compiler, actor, changes });
    const keysVersion = await raiseVersion(tx, place, entry);
    await remind(tx, place, { tools, keysVersion, seq: entry.seq });
    return { changes, keysVersion, seq: entry.seq, at: now };
  });
}

/** An environment that was made by a key, before its first publish: nobody uses roles there yet. */
const NO_POLICY: Policy = { approvals: 0, approvers: [], breakGlass: [], people: [], access: null };

/** Who may make keys where the project uses roles. */
const ROLE = 'admin';

function authorize(publisher: Publisher, policy: Policy, { environment }: Place): Actor {
  const actor = publisher.actor(policy);
  // Only `dev` has such an identity, and there everything is the user's own.
  if (actor.identity.startsWith('local:')) return actor;
  const roles =
    publisher.rolesIn === undefined
      ? rolesOf(actor.identity, policy, environment)
      : publisher.rolesIn(policy, environment);
  if (roles === null || roles.includes(ROLE)) return actor;
  const holders = holdersOf([ROLE], policy, environment);
  throw codedError(EXIT.findings, 'FF3143', { who: actor.identity, environment, role: ROLE, holders });
}

interface LockedEnvironment {
  readonly policy: Policy | null;
  readonly now: number;
}

async function lockEnvironment(
  tx: Transaction,
  place: Place,
  fresh: NewEnvironment | null,
): Promise<LockedEnvironment> {
  const { organization, project, environment } = place;
  if (fresh !== null) {
    const origin = await ensureEnvironment(tx, place, fresh.origin, fresh.directory);
    if (origin !== fresh.origin)
      throw codedError(EXIT.usage, 'FF3007', { project, origin: origin === 'dev' ? 'flagforge dev' : 'a repository' });
  }
  const [row] = await tx.query<{ readonly policy: string | null; readonly version: number; readonly now: number }>(
    `select policy::text as policy, version, floor(extract(epoch from transaction_timestamp()) * 1000)::float8 as now
     from flagforge.environments where organization = $1 and project = $2 and environment = $3 for update`,
    [organization, project, environment],
  );
  if (row === undefined) throw codedError(EXIT.usage, 'FF3140', { environment, project: `${organization}/${project}` });
  const policy = row.policy === null ? null : parsePolicy(row.policy);
  if (policy === null && row.policy !== null)
    throw codedError(EXIT.findings, 'FF3009', { environment, version: row.version });
  return { policy, now: row.now };
}

async function writeRow(tx: Transaction, place: Place, { before, after }: KeyChange): Promise<void> {
  const { id, expiresAt, revokedAt, rotatedTo } = after;
  const names = [place.organization, place.project, place.environment, id];
  const ends = [instantOf(expiresAt), instantOf(revokedAt), rotatedTo];
  if (before !== null) {
    await tx.query(
      `update flagforge.api_keys set expires_at = $5::timestamptz, revoked_at = $6::timestamptz, rotated_to = $7
       where organization = $1 and project = $2 and environment = $3 and id = $4`,
      [...names, ...ends],
    );
    return;
  }
  const { kind, hash, name, origins, createdBy, createdAt } = after;
  await tx.query(
    `insert into flagforge.api_keys
       (organization, project, environment, id, expires_at, revoked_at, rotated_to, kind, hash, name, origins,
        created_by, created_at)
     values ($1, $2, $3, $4, $5::timestamptz, $6::timestamptz, $7, $8, $9, $10, $11::text[], $12, $13::timestamptz)`,
    [...names, ...ends, kind, hash, name, origins, createdBy, instantOf(createdAt)],
  );
}

interface Entries {
  readonly action: KeyAction;
  readonly reason: string | null;
  readonly compiler: string;
  readonly actor: Actor;
  readonly changes: readonly KeyChange[];
}

/** One audit entry for each key, in order. States travel inside one JSON text, of which `json` keeps every byte. */
async function writeEntries(
  tx: Transaction,
  { organization, project, environment }: Place,
  { action, reason, compiler, actor, changes }: Entries,
): Promise<{ readonly seq: string; readonly hash: string }> {
  const texts = changes.map(({ before, after }) => {
    const old = before === null ? 'null' : keyState(before);
    return `{"name":${JSON.stringify(after.id)},"old_state":${old},"new_state":${keyState(after)}}`;
  });
  const [row] = await tx.query<{ readonly seq: string; readonly hash: string }>(
    `with inserted as (
       insert into audit.entries
         (organization, project, environment, action, subject, name, old_state, new_state, reason, compiler, actor, person)
       select $1, $2, $3, $4, 'key', name, old_state, new_state, $6, $7, $8, $9
       from json_to_recordset($5::json) as change (name text, old_state json, new_state json)
       returning seq, hash)
     select seq::text as seq, hash from inserted order by inserted.seq desc limit 1`,
    [
      organization,
      project,
      environment,
      action,
      `[${texts.join(',')}]`,
      reason,
      compiler,
      actor.identity,
      actor.person,
    ],
  );
  if (row === undefined) throw new TypeError('the audit log took no entry');
  return row;
}

async function raiseVersion(
  tx: Transaction,
  { organization, project, environment }: Place,
  entry: { readonly seq: string; readonly hash: string },
): Promise<number> {
  const [row] = await tx.query<{ readonly version: number }>(
    `update flagforge.environments set keys_version = keys_version + 1, audit_seq = $4::bigint, audit_hash = $5
     where organization = $1 and project = $2 and environment = $3
     returning keys_version as version`,
    [organization, project, environment, entry.seq, entry.hash],
  );
  return row?.version ?? 0;
}

/** What still has to be reached. An anchor row's version is the number of the last entry that it is about. */
async function remind(
  tx: Transaction,
  { organization, project, environment }: Place,
  { tools, keysVersion, seq }: { readonly tools: KeyTools; readonly keysVersion: number; readonly seq: string },
): Promise<void> {
  const targets = tools.targets.map(({ name }) => name).filter((name) => name !== 'bus');
  await tx.query(
    `insert into flagforge.outbox (organization, project, environment, target, document, version)
     select $1, $2, $3, target, 'keys', $5::bigint from unnest($4::text[]) target
     union all select $1, $2, null, 'anchor', 'anchor', $6::bigint`,
    [organization, project, environment, targets, keysVersion, seq],
  );
}
