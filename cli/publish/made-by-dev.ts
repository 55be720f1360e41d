import type { Database } from '../database/database.ts';
import type { ProjectName } from '../project-name.ts';
import { readOrigin } from './ensure-environment.ts';

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
