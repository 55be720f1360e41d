import { codedError } from '../coded-error.ts';
import { suggestName } from '../compile/index.ts';
import type { Database } from '../database/database.ts';
import { EXIT } from '../exit-codes.ts';
import type { Place } from '../targets/target.ts';

/**
 * Makes sure that an environment has keys or was published, so that a misspelt name is not taken for one without keys.
 * @param files the environments that flagforge.yaml names, which may be meant too.
 * @throws CommandError (2, FF3140) when it is not there, with those that are.
 */
export async function checkEnvironment(
  database: Database,
  { organization, project }: Pick<Place, 'organization' | 'project'>,
  environment: string,
  files: readonly string[] = [],
): Promise<void> {
  const rows = await database.transaction({ as: 'publisher', organization, isReadOnly: true }, (tx) =>
    tx.query<{ readonly environment: string }>(
      `select environment from flagforge.environments
       where organization = $1 and project = $2 order by environment collate "C"`,
      [organization, project],
    ),
  );
  const known = rows.map((row) => row.environment);
  if (known.includes(environment)) return;
  const environments = [...new Set([...files, ...known])];
  const suggestion = suggestName(environment, environments);
  throw codedError(EXIT.usage, 'FF3140', {
    ...{ environment, project: `${organization}/${project}` },
    ...(environments.length === 0 ? {} : { environments }),
    ...(suggestion === undefined ? {} : { suggestion }),
  });
}
