/** The local forge's change requests and reviews, in the tables of migration 3. */
import { codedError } from '../../coded-error.ts';
import type { Database, SqlValue, Transaction } from '../../database/database.ts';
import { EXIT } from '../../exit-codes.ts';
import type { ProjectName } from '../../project-name.ts';
import { type ProposerRow, proposerOf } from '../change-request-table.ts';
import type { ChangeRequest, ForgeUser, Permission, Review, ReviewVerdict } from '../forge.ts';

/** A request, and how many times somebody said something about it, so that a merge sees what came in between. */
export interface RequestRow {
  readonly request: ChangeRequest;
  /** Decimal; '0': nobody yet. */
  readonly lastReview: string;
}

interface Row extends ProposerRow {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly state: ChangeRequest['state'];
  readonly branch: string;
  readonly base: string;
  readonly base_commit: string;
  readonly head: string;
  readonly merge_commit: string | null;
  readonly opened: number;
  readonly updated: number;
  readonly last_review: string;
}

const SELECT = `select number, title, body, state, branch, base, base_commit, head, merge_commit, author, author_name,
    author_kind, array_to_json(claims)::text as claims,
    (extract(epoch from opened_at) * 1000)::float8 as opened, (extract(epoch from updated_at) * 1000)::float8 as updated,
    (select coalesce(max(id), 0)::text from flagforge.reviews v
     where v.organization = r.organization and v.project = r.project and v.number = r.number) as last_review
  from flagforge.change_requests r
  where organization = $1 and project = $2 and forge = 'local'`;

function rowOf(row: Row): RequestRow {
  const opener = proposerOf(row);
  const { number, title, body, state, branch, base, head } = row;
  const request: ChangeRequest = {
    ...{ number, title, body, url: null, state, branch, base, baseCommit: row.base_commit, head },
    ...{ mergeCommit: row.merge_commit, opener, proposer: null },
    ...{ openedAt: Math.floor(row.opened), updatedAt: Math.floor(row.updated) },
  };
  return { request, lastReview: row.last_review };
}

/**
 * One request, as it is inside this transaction.
 * @param isLocked nobody else changes it, or reviews it, until the transaction ends.
 * @throws CommandError (2, FF4151) when it is not there.
 */
export async function readRequest(
  tx: Transaction,
  { organization, project }: ProjectName,
  number: number,
  isLocked = false,
): Promise<RequestRow> {
  // A number beyond int4 is in no table, and an error of SQL.
  const isNumber = Number.isInteger(number) && number > 0 && number < 2 ** 31;
  const lock = isLocked ? ' for update of r' : '';
  const [row] = isNumber
    ? await tx.query<Row>(`${SELECT} and number = $3${lock}`, [organization, project, number])
    : [];
  if (row === undefined) throw codedError(EXIT.usage, 'FF4151', { number });
  return rowOf(row);
}

/** Newest first. */
export async function listRequests(
  database: Database,
  { organization, project }: ProjectName,
  isOpen: boolean,
  limit: number,
): Promise<readonly ChangeRequest[]> {
  const only = isOpen ? "and state = 'open'" : '';
  const rows = await database.transaction({ as: 'publisher', organization, isReadOnly: true }, (tx) =>
    tx.query<Row>(`${SELECT} ${only} order by number desc limit $3::int`, [organization, project, limit]),
  );
  return rows.map((row) => rowOf(row).request);
}

/** The request that became this commit; null: none did. */
export async function readRequestOf(
  database: Database,
  { organization, project }: ProjectName,
  commit: string,
): Promise<ChangeRequest | null> {
  const [row] = await database.transaction({ as: 'publisher', organization, isReadOnly: true }, (tx) =>
    tx.query<Row>(`${SELECT} and merge_commit = $3`, [organization, project, commit]),
  );
  return row === undefined ? null : rowOf(row).request;
}

/** Sets columns of an open request; columns are ours, never a user's. Returns whether it was open. */
export async function updateOpen(
  tx: Transaction,
  { organization, project }: ProjectName,
  number: number,
  columns: Readonly<Record<string, SqlValue>>,
  extra = '',
): Promise<boolean> {
  const names = Object.keys(columns);
  const sets = names.map((name, index) => `${name} = $${index + 4}`).join(', ');
  const rows = await tx.query(
    `update flagforge.change_requests set ${sets}${extra}, updated_at = now()
     where organization = $1 and project = $2 and number = $3 and state = 'open' returning number`,
    [organization, project, number, ...Object.values(columns)],
  );
  return rows.length > 0;
}

interface ReviewRow {
  readonly commit: string;
  readonly verdict: ReviewVerdict;
  readonly body: string;
  readonly reviewer: string;
  readonly reviewer_name: string;
  readonly claims: string;
  readonly permission: Permission;
  readonly at: number;
}

const REVIEW_COLUMNS = `commit, verdict, body, reviewer, reviewer_name, array_to_json(claims)::text as claims, permission,
  (extract(epoch from at) * 1000)::float8 as at`;

const reviewOf = (row: ReviewRow): Review => ({
  by: {
    identity: row.reviewer,
    kind: 'human',
    name: row.reviewer_name,
    claims: JSON.parse(row.claims) as string[],
  },
  ...{ verdict: row.verdict, commit: row.commit, at: Math.floor(row.at), body: row.body, permission: row.permission },
  // Requests here are for the one branch, which moves by merges alone.
  isOfOtherBase: false,
});

/** Oldest first, all of them. */
export async function readReviews(
  tx: Transaction,
  { organization, project }: ProjectName,
  number: number,
): Promise<readonly Review[]> {
  const rows = await tx.query<ReviewRow>(
    `select ${REVIEW_COLUMNS} from flagforge.reviews
     where organization = $1 and project = $2 and number = $3 order by id`,
    [organization, project, number],
  );
  return rows.map(reviewOf);
}

/** Appends a review; the database says when it was given. */
export async function insertReview(
  tx: Transaction,
  { organization, project }: ProjectName,
  number: number,
  review: Omit<Review, 'at' | 'by' | 'isOfOtherBase'> & { readonly by: ForgeUser & { readonly identity: string } },
): Promise<Review> {
  const { by, verdict, commit, body, permission } = review;
  const rows = await tx.query<ReviewRow>(
    `insert into flagforge.reviews
       (organization, project, number, commit, verdict, body, reviewer, reviewer_name, claims, permission)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9::text[], $10) returning ${REVIEW_COLUMNS}`,
    [organization, project, number, commit, verdict, body, by.identity, by.name, by.claims, permission],
  );
  const [row] = rows;
  if (row === undefined) throw new TypeError('an insert returns its row');
  return reviewOf(row);
}
