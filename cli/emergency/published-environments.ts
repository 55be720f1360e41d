/** The environments of a project that something was published to: those that there is something to kill in. */
import { codedError } from '../coded-error.ts';
import { suggestName } from '../compile/index.ts';
import type { Database } from '../database/database.ts';
import { EXIT } from '../exit-codes.ts';
import type { ProjectName } from '../project-name.ts';
import { type Published, readPublished } from '../publish/read-published.ts';

/**
 * What is served in environments of a project, ascending by name, seen at one instant.
 * @param names those that are asked for, in any order and perhaps twice; null: all that were published.
 * @throws CommandError (2) for a project of which nothing was published, or an environment without a version.
 */
export async function loadPublishedEnvironments(
  database: Database,
  { organization, project }: ProjectName,
  names: readonly string[] | null,
): Promise<readonly Published[]> {
  return database.transaction({ as: 'publisher', organization, isReadOnly: true }, async (tx) => {
    const rows = await tx.query<{ readonly environment: string }>(
      `select environment from flagforge.environments
       where organization = $1 and project = $2 and version > 0 order by environment collate "C"`,
      [organization, project],
    );
    const known = rows.map(({ environment }) => environment);
    if (known.length === 0)
      throw codedError(EXIT.usage, 'FF3020', { project: `${organization}/${project}`, address: database.address });
    const missing = names?.find((name) => !known.includes(name));
    if (missing !== undefined) {
      const suggestion = suggestName(missing, known);
      throw codedError(EXIT.usage, 'FF3021', {
        environment: missing,
        project: `${organization}/${project}`,
        environments: known,
        ...(suggestion === undefined ? {} : { suggestion }),
      });
    }
    const published: Published[] = [];
    for (const environment of known) {
      if (names === null || names.includes(environment))
        published.push(await readPublished(tx, { organization, project, environment }));
    }
    return published;
  });
}
