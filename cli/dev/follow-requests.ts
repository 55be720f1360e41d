import type { Database } from '../database/database.ts';
import type { ProjectName } from '../project-name.ts';
import type { RequestEvent } from './served.ts';

/** Requests that changed last, and what was said last: more at once than this is not told one by one. */
const MAX_ROWS = 50;

/** Tells what is done to the change requests of the local forge, whichever process does it. */
export interface RequestFollower {
  /** What happened since the last look; the first one answers with nothing. @throws CommandError (3) */
  look(database: Database, name: ProjectName): Promise<readonly RequestEvent[]>;
  /** Begins anew: the database is another one. */
  reset(): void;
}

interface RequestRow {
  readonly number: number;
  readonly title: string;
  readonly state: 'open' | 'merged' | 'closed';
  readonly head: string;
  readonly author: string;
  readonly closed_by: string | null;
}

interface ReviewRow {
  /** Decimal. */
  readonly id: string;
  readonly number: number;
  readonly verdict: 'approved' | 'changes-requested' | 'commented' | 'dismissed';
  readonly by: string;
}

/** @param nameOf who an identity is, for people. */
export function createRequestFollower(nameOf: (identity: string) => string): RequestFollower {
  let known: Map<string, RequestRow> | null = null;
  let lastReview = 0;
  let place = '';
  return {
    async look(database, name) {
      const { requests, reviews } = await load(database, name);
      const isFirst = known === null || place !== `${name.organization}/${name.project}`;
      const before: ReadonlyMap<string, RequestRow> = isFirst || known === null ? new Map<string, RequestRow>() : known;
      const seen = isFirst ? Number.POSITIVE_INFINITY : lastReview;
      place = `${name.organization}/${name.project}`;
      known = new Map([...before, ...requests.map((row) => [String(row.number), row] as const)]);
      lastReview = reviews.reduce((last, { id }) => Math.max(last, Number(id)), isFirst ? 0 : lastReview);
      if (isFirst) return [];
      const titles = new Map([...known.values()].map(({ number, title }) => [number, title]));
      const said = reviews
        .filter(({ id }) => Number(id) > seen)
        .map(({ number, verdict, by }): RequestEvent => {
          return { number, title: titles.get(number) ?? '', what: verdict, by };
        });
      const moved = requests.flatMap((row) => eventsOf(row, before.get(String(row.number)), nameOf));
      // A request is opened before it is reviewed, and reviewed before it is merged.
      const isEnd = ({ what }: RequestEvent): boolean => what === 'merged' || what === 'closed';
      return [...moved.filter((event) => !isEnd(event)), ...said, ...moved.filter(isEnd)];
    },
    reset() {
      known = null;
    },
  };
}

function eventsOf(
  row: RequestRow,
  before: RequestRow | undefined,
  nameOf: (identity: string) => string,
): RequestEvent[] {
  const { number, title, state, head, author, closed_by: closer } = row;
  const events: RequestEvent[] = [];
  if (before === undefined) events.push({ number, title, what: 'opened', by: nameOf(author) });
  else if (before.head !== head) events.push({ number, title, what: 'updated', by: '' });
  if (state !== 'open' && before?.state !== state)
    events.push({ number, title, what: state, by: closer === null ? '' : nameOf(closer) });
  return events;
}

async function load(
  database: Database,
  { organization, project }: ProjectName,
): Promise<{ readonly requests: readonly RequestRow[]; readonly reviews: readonly ReviewRow[] }> {
  const values = [organization, project, MAX_ROWS];
  return database.transaction({ as: 'publisher', organization, isReadOnly: true }, async (tx) => {
    const requests = await tx.query<RequestRow>(
      `select number, title, state, head, author, closed_by from flagforge.change_requests
       where organization = $1 and project = $2 and forge = 'local' order by updated_at desc limit $3::int`,
      values,
    );
    const reviews = await tx.query<ReviewRow>(
      `select id::text as id, number, verdict, coalesce(nullif(reviewer_name, ''), reviewer) as by from flagforge.reviews
       where organization = $1 and project = $2 order by id desc limit $3::int`,
      values,
    );
    return {
      requests: [...requests].sort((a, b) => a.number - b.number),
      reviews: [...reviews].sort((a, b) => Number(a.id) - Number(b.id)),
    };
  });
}
