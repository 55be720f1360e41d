import type { Database, SqlValue } from '../database/database.ts';
import { type AuditEntry, ENTRY_COLUMNS } from './audit-entry.ts';
import type { Reader } from './choose-reader.ts';
import type { LogFilter } from './log-filter.ts';

const PAGE_ROWS = 200;

export interface LogPage {
  readonly entries: readonly AuditEntry[];
  /** Whether there are more than the limit lets through. */
  readonly isCut: boolean;
}

/**
 * The entries of a project that a filter lets through, newest first, a page after the other. Each page is a transaction
 * of its own, so that a slow reader holds nothing open; entries are never changed, so that pages fit together. By the
 * primary key, or the index `entries_by_flag`.
 * @param from only entries before the one of this number, decimal; null: from the newest one on.
 */
export async function* readLog(
  database: Database,
  reader: Reader,
  { organization, project }: { readonly organization: string; readonly project: string },
  filter: LogFilter,
  from: string | null = null,
): AsyncGenerator<LogPage> {
  let before = from;
  for (let left = filter.limit; left > 0; ) {
    const rows = Math.min(PAGE_ROWS, left);
    const { text, values } = pageQuery(organization, project, filter, before);
    const found: readonly AuditEntry[] = await database.transaction(
      { as: reader, organization, isReadOnly: true },
      (tx) => tx.query<AuditEntry>(`${text} limit ${rows + 1}`, values),
    );
    const entries = found.slice(0, rows);
    left -= entries.length;
    const hasMore = found.length > rows;
    if (entries.length > 0) yield { entries, isCut: hasMore && left <= 0 };
    if (!hasMore) return;
    before = entries.at(-1)?.seq ?? null;
  }
}

function pageQuery(
  organization: string,
  project: string,
  { flag, environment, actor, action, since, until }: LogFilter,
  before: string | null,
): { readonly text: string; readonly values: readonly SqlValue[] } {
  const values: SqlValue[] = [organization, project];
  const conditions = ['organization = $1', 'project = $2'];
  const add = (condition: (place: string) => string, value: SqlValue): void => {
    if (value === null) return;
    values.push(value);
    conditions.push(condition(`$${values.length}`));
  };
  add((place) => `entries.seq < ${place}::bigint`, before);
  add((place) => `flag = ${place}`, flag);
  add((place) => `environment = ${place}`, environment);
  add((place) => `action = ${place}`, action);
  add((place) => `strpos(lower(concat_ws(' ', actor, person, login)), lower(${place})) > 0`, actor);
  add((place) => `entries.at >= to_timestamp(${place}::float8)`, since === null ? null : since / 1000);
  add((place) => `entries.at < to_timestamp(${place}::float8)`, until === null ? null : until / 1000);
  const text = `select ${ENTRY_COLUMNS} from audit.entries where ${conditions.join(' and ')} order by entries.seq desc`;
  return { text, values };
}
