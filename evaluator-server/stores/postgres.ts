import type { Head } from './audit-heads.ts';
import { type DocumentKind, type Project, type StoredDocument, sha256 } from './documents.ts';
import type { PostgresConnection, Query } from './postgres-client.ts';

/** What Postgres says of one environment. */
export interface PostgresHeading {
  readonly environment: string;
  /** 0: nothing was published yet. */
  readonly version: number;
  readonly hash: string | null;
  /** 0: no key was ever made. */
  readonly keysVersion: number;
  /** The head of the organisation's audit chain right after the last change here; null before the first. */
  readonly head: Head | null;
}

/** One look at the truth: everything in it is of one moment. */
export interface PostgresLook {
  readonly headings: readonly PostgresHeading[];
  readonly documents: readonly StoredDocument[];
}

/** What a look at Postgres finds instead when the schema is not the one that this server reads. */
export type SchemaProblem =
  | { readonly schema: 'missing' }
  /** `migration` is the newest breaking one that this server does not know. */
  | { readonly schema: 'too_new'; readonly migration: string };

/** The newest migration that this server knows; it reads schemas that are ahead by others, unless one is breaking. */
export const KNOWN_MIGRATION = 3;

interface HeadingRow {
  readonly environment: string;
  readonly version: number;
  readonly hash: string | null;
  readonly keysVersion: number;
  readonly auditSeq: string | null;
  readonly auditHash: string | null;
}

interface KeyRow {
  readonly environment: string;
  readonly id: string;
  readonly kind: string;
  readonly hash: string;
  readonly origins: string | null;
  readonly expiresAt: number | null;
}

/**
 * Reads the current versions of a project, and the documents that `isWanted` asks for.
 * @throws what the connection throws.
 */
export function lookAtPostgres(
  connection: PostgresConnection,
  { organization, project }: Project,
  isWanted: (kind: DocumentKind, heading: PostgresHeading) => boolean,
): Promise<PostgresLook | SchemaProblem> {
  const place = [organization, project];
  return connection.read(organization, async (query) => {
    const problem = await checkSchema(query);
    if (problem !== null) return problem;
    const rows = await query<HeadingRow>(
      `select environment, version, hash, keys_version as "keysVersion", audit_seq::text as "auditSeq",
              audit_hash as "auditHash"
       from flagforge.current_versions where organization = $1 and project = $2`,
      place,
    );
    const headings = rows.map(({ auditSeq, auditHash, ...row }) => ({
      ...row,
      head: auditSeq === null || auditHash === null ? null : { seq: auditSeq, hash: auditHash },
    }));
    const wanted = (kind: DocumentKind): PostgresHeading[] => headings.filter((row) => isWanted(kind, row));
    const snapshots = await readSnapshots(query, place, wanted('snapshot'));
    const keys = await readKeys(query, place, wanted('keys'));
    return { headings, documents: [...snapshots, ...keys] };
  });
}

async function checkSchema(query: Query): Promise<SchemaProblem | null> {
  const [found] = await query<{ hasViews: boolean; hasMigrations: boolean }>(
    `select to_regclass('flagforge.current_versions') is not null as "hasViews",
            to_regclass('flagforge.migrations') is not null as "hasMigrations"`,
  );
  if (found?.hasMigrations !== true) return { schema: 'missing' };
  const [breaking] = await query<{ name: string }>(
    'select name from flagforge.migrations where is_breaking and number > $1 order by number desc limit 1',
    [KNOWN_MIGRATION],
  );
  if (breaking !== undefined) return { schema: 'too_new', migration: breaking.name };
  return found.hasViews ? null : { schema: 'missing' };
}

async function readSnapshots(
  query: Query,
  place: readonly string[],
  wanted: readonly PostgresHeading[],
): Promise<StoredDocument[]> {
  if (wanted.length === 0) return [];
  const rows = await query<{ environment: string; version: number; hash: string; body: string }>(
    `select environment, version, hash, body from flagforge.current_snapshots
     where organization = $1 and project = $2 and environment = any($3::text[])`,
    [...place, wanted.map(({ environment }) => environment)],
    true,
  );
  return rows.map((row) => ({ store: 'postgres', kind: 'snapshot', ...row }));
}

async function readKeys(
  query: Query,
  place: readonly string[],
  wanted: readonly PostgresHeading[],
): Promise<StoredDocument[]> {
  if (wanted.length === 0) return [];
  const rows = await query<KeyRow>(
    `select environment, id, kind, hash, to_json(origins)::text as origins,
            floor(extract(epoch from expires_at) * 1000)::float8 as "expiresAt"
     from flagforge.current_keys
     where organization = $1 and project = $2 and environment = any($3::text[]) order by environment, id`,
    [...place, wanted.map(({ environment }) => environment)],
  );
  return wanted.map(({ environment, keysVersion }) => {
    const keys = rows
      .filter((row) => row.environment === environment)
      .map(({ origins, expiresAt, ...key }) => ({
        ...key,
        ...(origins === null ? {} : { origins: JSON.parse(origins) as unknown }),
        ...(expiresAt === null ? {} : { expiresAt }),
      }));
    // The form that Redis has it in, so that one check reads both.
    const body = JSON.stringify({ keys });
    return { store: 'postgres', kind: 'keys', environment, version: keysVersion, hash: sha256(body), body };
  });
}
