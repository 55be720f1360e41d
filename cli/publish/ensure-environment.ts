import type { Transaction } from '../database/database.ts';
import { type Origin, readOrigin } from '../database/project-origin.ts';
import type { Place } from '../targets/target.ts';

/**
 * Makes sure that the rows of a project and of an environment are there, so that the latter can be locked: two first
 * publishes at once wait for one another here. Answers with the origin that the project has.
 * @param directory the project's folder in its repository, with `/`.
 */
export async function ensureEnvironment(
  tx: Transaction,
  place: Place,
  origin: Origin,
  directory: string,
): Promise<Origin> {
  const { organization, project, environment } = place;
  await tx.query(
    `insert into flagforge.projects (organization, project, origin, directory) values ($1, $2, $3, $4)
     on conflict do nothing`,
    [organization, project, origin, directory],
  );
  await tx.query(
    `insert into flagforge.environments (organization, project, environment) values ($1, $2, $3)
     on conflict do nothing`,
    [organization, project, environment],
  );
  return (await readOrigin(tx, place)) ?? origin;
}
