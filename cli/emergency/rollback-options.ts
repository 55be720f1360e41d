/** `flagforge rollback`, as it was typed. */
import { CommandError, usageError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import type { ProjectOptions } from '../name-project.ts';
import type { ProjectName } from '../project-name.ts';
import type { EmergencyTools } from './emergency-tools.ts';
import { HISTORY_LENGTH } from './plan-rollback.ts';
import { loadPublishedEnvironments } from './published-environments.ts';
import { historyLines } from './render-history.ts';
import { readVersionHistory } from './version-history.ts';

export interface RollbackOptions extends ProjectOptions {
  readonly to?: string;
  readonly environment?: string;
  readonly release?: true;
  readonly unapproved?: true;
  readonly reason?: string;
  /** false: no change request. */
  readonly request?: boolean;
  readonly yes?: true;
  readonly json?: true;
}

/** What does not go together is said before anything is opened. @throws CommandError (2). */
export function checkRollbackOptions({ to, release, unapproved, reason }: RollbackOptions): void {
  if (release === true && to !== undefined)
    throw usageError('--release and --to are two commands', 'first go back with --to; --release ends the hold later');
  if (release !== true && unapproved === true)
    throw usageError('--unapproved goes with --release', 'a rollback needs no approval: leave --unapproved out');
  if (reason?.trim() === '') throw usageError('--reason is empty', 'say why, for the audit log');
}

/**
 * `41` or `v41`.
 * @throws CommandError (2) for anything else.
 */
export function parseVersion(text: string): number {
  if (/^v?[1-9]\d{0,8}$/.test(text)) return Number(text.replace('v', ''));
  throw usageError(
    `--to ${JSON.stringify(text)} is no version`,
    'write its number, such as 41; flagforge status has the present one',
  );
}

/**
 * The environment that was named; else the only one there is.
 * @throws CommandError (2) when there are several: a version is one of one environment.
 */
export async function chooseEnvironment(
  { database }: EmergencyTools,
  project: ProjectName,
  named: string | undefined,
): Promise<string> {
  if (named !== undefined) return named;
  const published = await loadPublishedEnvironments(database, project, null);
  const [only, ...others] = published.map(({ place }) => place.environment);
  if (only !== undefined && others.length === 0) return only;
  throw usageError('a version is one of one environment', `name it: --environment ${[only, ...others].join(' or ')}`);
}

/** What there is to go back to, for whoever did not say it: exit 2. */
export async function askForVersion(
  { database, now }: EmergencyTools,
  project: ProjectName,
  environment: string,
): Promise<CommandError> {
  await loadPublishedEnvironments(database, project, [environment]);
  const { organization } = project;
  const place = { ...project, environment };
  const history = await database.transaction({ as: 'publisher', organization, isReadOnly: true }, (tx) =>
    readVersionHistory(tx, place, HISTORY_LENGTH),
  );
  return new CommandError(EXIT.usage, `to which version should ${environment} go back?`, [
    'give it with --to; the newest are:',
    ...historyLines(history, now()),
  ]);
}
