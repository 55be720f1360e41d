import type { ProjectName } from '../project-name.ts';
import type { Database, Transaction } from './database.ts';

/** Where the versions of a project come from: a repository, or `flagforge dev`. The two never mix. */
export type Origin = 'git' | 'dev';

/** null: the project is not there yet. */
export async function readOrigin(tx: Transaction, { organization, project }: ProjectName): Promise<Origin | null> {
  const [row] = await tx.query<{ readonly origin: Origin }>(
    'select origin from flagforge.projects where organization = $1 and project = $2',
    [organization, project],
  );
  return row?.origin ?? null;
}

/**
 * Whether a project was published by `flagforge dev`, wherever to: then its files are the user's own, and its commits are
 * in dev's own repository. Asked as the login, whatever it may be: row-level security shows it its organisations alone.
 * @throws CommandError (3) when Postgres cannot be reached.
 */
export async function isMadeByDev(database: Database, name: ProjectName): Promise<boolean> {
  if (database.kind !== 'real') return true;
  const { organization } = name;
  const origin = await database.transaction({ as: 'login', organization, isReadOnly: true }, (tx) =>
    readOrigin(tx, name),
  );
  return origin === 'dev';
}
