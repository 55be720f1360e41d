import type { Database, Transaction } from '../database/database.ts';
import type { ProjectName } from '../project-name.ts';
import type { ServedElsewhere } from './served.ts';

/** How far an environment is. */
export interface Reached {
  readonly version: number;
  readonly keysVersion: number;
}

/** What the database says of a project, beside what was known of it. */
export interface ChangesElsewhere {
  readonly reached: ReadonlyMap<string, Reached>;
  /** Versions that are new, ascending by environment and version. */
  readonly versions: readonly ServedElsewhere[];
}

interface VersionRow {
  readonly environment: string;
  readonly version: number;
  readonly action: string;
  readonly actor: string;
  readonly reason: string | null;
  readonly flags: string | null;
}

/**
 * Which versions were made since the known ones, by whom and why. One small statement while nothing is new.
 * @throws CommandError (3) when the database does not answer.
 */
export async function loadChangesElsewhere(
  database: Database,
  name: ProjectName,
  known: ReadonlyMap<string, Reached>,
): Promise<ChangesElsewhere> {
  const { organization } = name;
  return database.transaction({ as: 'publisher', organization, isReadOnly: true }, async (tx) => {
    const rows = await tx.query<Reached & { readonly environment: string }>(
      `select environment, version, keys_version as "keysVersion" from flagforge.environments
       where organization = $1 and project = $2 and version > 0`,
      [organization, name.project],
    );
    const reached = new Map(
      rows.map(({ environment, version, keysVersion }) => [environment, { version, keysVersion }]),
    );
    const moved = rows.filter(({ environment, version }) => version > (known.get(environment)?.version ?? 0));
    return { reached, versions: moved.length === 0 ? [] : await loadVersions(tx, name, moved, known) };
  });
}

async function loadVersions(
  tx: Transaction,
  { organization, project }: ProjectName,
  moved: readonly { readonly environment: string }[],
  known: ReadonlyMap<string, Reached>,
): Promise<ServedElsewhere[]> {
  const since = moved.map(({ environment }) => ({ environment, version: known.get(environment)?.version ?? 0 }));
  // By the primary key of flagforge.snapshots; the entries of a version are few and recent.
  const rows = await tx.query<VersionRow>(
    `select s.environment, s.version, s.action, coalesce(s.person, s.actor) as actor, s.reason,
            (select json_agg(distinct e.flag order by e.flag)::text from audit.entries e
             where e.organization = s.organization and e.project = s.project and e.environment = s.environment
               and e.version = s.version and e.flag is not null) as flags
     from json_to_recordset($3::json) as since (environment text, version integer)
     join flagforge.snapshots s
       on s.organization = $1 and s.project = $2 and s.environment = since.environment and s.version > since.version
     order by s.environment, s.version`,
    [organization, project, JSON.stringify(since)],
  );
  return rows.map(({ flags, ...row }) => ({ ...row, flags: flags === null ? [] : (JSON.parse(flags) as string[]) }));
}
