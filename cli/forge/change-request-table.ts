/** FlagForge's own record of change requests: who is behind those that an app or a console opened. */
import type { Database, Transaction } from '../database/database.ts';
import type { ProjectName } from '../project-name.ts';
import type { ForgeKind, ForgeUser } from './forge.ts';

/** A change request as it is recorded when it is opened. */
export interface RecordedRequest {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  /** null: it has none (the local forge). */
  readonly url: string | null;
  /** Names of branches. */
  readonly branch: string;
  readonly base: string;
  /** Full ids: what the change was made on, and its newest commit. */
  readonly baseCommit: string;
  readonly head: string;
  /** Verified by whoever records it. It is never changed afterwards. */
  readonly proposer: ForgeUser & { readonly identity: string };
}

/**
 * Writes down who proposed a change request. One that is recorded already keeps its proposer: the first one stands.
 * @throws CommandError (3) when the database cannot be reached.
 */
export async function recordProposer(
  database: Database,
  name: ProjectName,
  forge: ForgeKind,
  request: RecordedRequest,
): Promise<void> {
  await database.transaction({ as: 'publisher', organization: name.organization }, (tx) =>
    insertRequest(tx, name, forge, request, 'on conflict (organization, project, number) do nothing'),
  );
}

/** Columns of who proposed a request. */
export interface ProposerRow {
  readonly author: string;
  readonly author_name: string;
  readonly author_kind: ForgeUser['kind'];
  readonly claims: string;
}

/** The user that a row's columns tell of. */
export function proposerOf(row: ProposerRow): ForgeUser {
  return {
    identity: row.author,
    kind: row.author_kind,
    name: row.author_name,
    claims: JSON.parse(row.claims) as string[],
  };
}

/**
 * Inserts an open request.
 * @param onConflict SQL for a number that is taken; '' lets it fail with 23505.
 */
export async function insertRequest(
  tx: Transaction,
  { organization, project }: ProjectName,
  forge: ForgeKind,
  request: RecordedRequest,
  onConflict: string,
): Promise<void> {
  const { proposer } = request;
  await tx.query(
    `insert into flagforge.change_requests
       (organization, project, number, title, url, state, head, author, forge, body, branch, base, base_commit,
        author_name, author_kind, claims)
     values ($1, $2, $3, $4, $5, 'open', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15::text[]) ${onConflict}`,
    [
      ...[organization, project, request.number, request.title, request.url, request.head],
      ...[proposer.identity, forge, request.body, request.branch, request.base, request.baseCommit],
      ...[proposer.name, proposer.kind, proposer.claims],
    ],
  );
}
