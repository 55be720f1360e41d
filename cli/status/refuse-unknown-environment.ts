import { codedError } from '../coded-error.ts';
import { suggestName } from '../compile/index.ts';
import { EXIT } from '../exit-codes.ts';
import type { ProjectName } from '../project-name.ts';
import type { GitStatus } from './git-status.ts';
import type { StoredStatus } from './project-status.ts';

/** @throws CommandError (2) for an environment that neither git nor Postgres has. */
export function refuseUnknownEnvironment(
  { organization, project }: ProjectName,
  { served }: StoredStatus,
  git: GitStatus | null,
  environments: readonly string[] | null,
): void {
  const known = [...new Set([...(git?.names ?? []), ...served.map(({ published }) => published.place.environment)])];
  const missing = environments?.find((name) => !known.includes(name));
  if (missing === undefined) return;
  const suggestion = suggestName(missing, known);
  const args = { environment: missing, project: `${organization}/${project}`, environments: known };
  throw codedError(EXIT.usage, 'FF3021', suggestion === undefined ? args : { ...args, suggestion });
}
