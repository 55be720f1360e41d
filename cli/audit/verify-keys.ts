/** API keys against the entries that tell of them. */
import type { Transaction } from '../database/database.ts';
import { type ApiKey, keyState, readKeys } from '../keys/api-key.ts';
import type { AuditEntry } from './audit-entry.ts';
import { type AuditFinding, findingOf } from './audit-finding.ts';

/** A row of flagforge.api_keys, and the project that it is of. */
export interface ProjectKey {
  readonly project: string;
  readonly key: ApiKey;
}

export interface KeyCheck {
  /** What is wrong with the next entry about a key. */
  next(entry: AuditEntry): readonly AuditFinding[];
  /** What is wrong with the rows, once there are no more entries. */
  end(rows: readonly ProjectKey[]): readonly AuditFinding[];
}

interface KnownKey {
  readonly about: Pick<AuditEntry, 'project' | 'environment' | 'version'>;
  readonly name: string;
  readonly seq: number;
  readonly state: string | null;
  readonly createdBy: string;
}

/** Every key of an organisation: its row says what its last entry says, and each entry goes on from the one before. */
export function createKeyCheck(): KeyCheck {
  const known = new Map<string, KnownKey>();
  return {
    next(entry) {
      const { project, environment, name, oldState, newState, seq, actor } = entry;
      const key = keyOf(project, environment, name);
      const before = known.get(key);
      known.set(key, {
        ...{ about: entry, name: name ?? '', seq: Number(seq), state: newState },
        createdBy: before?.createdBy ?? actor,
      });
      if (oldState === (before?.state ?? null)) return [];
      const args = { seq: Number(seq), name: `key ${name ?? ''}`, environment: environment ?? '', version: 0 };
      return [findingOf('FF3050', entry, Number(seq), args)];
    },
    end(rows) {
      const findings: AuditFinding[] = [];
      const waiting = new Map(known);
      for (const { project, key } of rows) {
        const own = keyOf(project, key.environment, key.id);
        const entry = waiting.get(own);
        waiting.delete(own);
        const about = { project, environment: key.environment, version: null };
        const what = entry === undefined ? 'forged' : differences(key, entry);
        if (what !== null)
          findings.push(
            findingOf('FF3060', about, entry?.seq ?? null, { environment: key.environment, name: key.id, what }),
          );
      }
      for (const { about, name, seq, state } of waiting.values()) {
        const args = { environment: about.environment ?? '', name, what: 'missing' };
        if (state !== null) findings.push(findingOf('FF3060', about, seq, args));
      }
      return findings;
    },
  };
}

const keyOf = (project: string, environment: string | null, id: string | null): string =>
  `${project}/${environment ?? ''}/${id ?? ''}`;

/** The members of a key's state that its row has otherwise; null: none. */
function differences(key: ApiKey, { state, createdBy }: KnownKey): string | null {
  const is = keyState(key);
  const names = is === state ? [] : differingMembers(is, state ?? '{}');
  if (key.createdBy !== createdBy) names.push('createdBy');
  return names.length === 0 ? null : names.join(', ');
}

function differingMembers(is: string, should: string): string[] {
  const [a, b] = [parseMembers(is), parseMembers(should)];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter(
    (name) => JSON.stringify(a[name]) !== JSON.stringify(b[name]),
  );
}

function parseMembers(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}

/** Every key of an organisation. */
export async function readKeyRows(tx: Transaction, organization: string): Promise<readonly ProjectKey[]> {
  const projects = await tx.query<{ readonly project: string }>(
    'select distinct project from flagforge.api_keys where organization = $1 order by project',
    [organization],
  );
  const rows: ProjectKey[] = [];
  for (const { project } of projects)
    for (const key of await readKeys(tx, { organization, project })) rows.push({ project, key });
  return rows;
}
