import { codedError } from '../coded-error.ts';
import { CommandError } from '../command-error.ts';
import type { ProjectConfig } from '../compile/index.ts';
import type { Database } from '../database/database.ts';
import { EXIT } from '../exit-codes.ts';
import type { Publisher } from '../identity/actor.ts';
import { ownFiles } from '../identity/approval-sources.ts';
import type { ApprovalSource } from '../identity/approvals.ts';
import { localUser } from '../identity/resolve-actor.ts';
import { publishCommit } from '../publish/publish-commit.ts';
import type { EnvironmentReport } from '../publish/publish-report.ts';
import type { Signer } from '../publish/signing.ts';
import type { Target } from '../targets/target.ts';
import type { Reading } from './live-project.ts';
import type { DevHistory } from './open-history.ts';

/** Where dev's versions come from and go to. */
export interface PublishParts {
  readonly database: Database;
  readonly targets: readonly Target[];
  readonly history: DevHistory;
  readonly sign: Signer | null;
  readonly now: () => number;
}

/** What a good state of the files became. */
export interface PublishedReading {
  readonly commit: string;
  readonly reports: readonly EnvironmentReport[];
}

/**
 * Commits a good state of the files to dev's own history and publishes it to every environment of the project.
 * @returns what the outside world did before any environment was looked at; null: the branch moved on, nothing was done.
 */
export async function publishReading(
  parts: PublishParts,
  config: ProjectConfig,
  reading: Reading,
): Promise<PublishedReading | CommandError | null> {
  return attempt(async () => {
    const commit = await parts.history.commit(reading);
    if (commit === null) return null;
    return { commit, reports: await publishAs(parts, config, reading, commit, localUser(), ownFiles()) };
  });
}

/** Publishes what a commit of dev's history has. @throws CommandError (3) before any environment was looked at. */
export async function publishAs(
  parts: PublishParts,
  config: ProjectConfig,
  { result: { snapshots } }: Reading,
  commit: string,
  publisher: Publisher,
  approvals: ApprovalSource,
): Promise<readonly EnvironmentReport[]> {
  const report = await publishCommit({
    database: parts.database,
    targets: parts.targets,
    source: { commit, directory: '', config, snapshots, history: parts.history.history },
    origin: 'dev',
    environments: [...snapshots.keys()],
    publisher,
    approvals,
    sign: parts.sign,
    // Afterwards, when nobody waits for it.
    writeAnchor: null,
    expectVersion: null,
    isUnapproved: false,
    reason: null,
    isDryRun: false,
    now: parts.now,
  });
  return report.environments;
}

/** What the outside world did is a value here: dev goes on. */
export async function attempt<Result>(work: () => Promise<Result>): Promise<Result | CommandError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CommandError) return error;
    throw error;
  }
}

/**
 * Makes sure that a project in a database of somebody's own is none that is published from git.
 * @throws CommandError (2, FF3171) when it is.
 */
export async function refuseRealProject(
  database: Database,
  { organization, project }: { readonly organization: string; readonly project: string },
): Promise<void> {
  const [row] = await database.transaction({ as: 'publisher', organization, isReadOnly: true }, (tx) =>
    tx.query<{ readonly origin: string }>(
      'select origin from flagforge.projects where organization = $1 and project = $2',
      [organization, project],
    ),
  );
  if (row?.origin !== 'git') return;
  throw codedError(EXIT.usage, 'FF3171', { project: `${organization}/${project}`, address: database.address });
}

/** The newest commit that was published to each environment; null: none was. */
export async function loadTips(
  database: Database,
  { organization, project }: { readonly organization: string; readonly project: string },
): Promise<readonly (string | null)[]> {
  const rows = await database.transaction({ as: 'publisher', organization, isReadOnly: true }, (tx) =>
    tx.query<{ readonly tip: string | null }>(
      'select tip from flagforge.environments where organization = $1 and project = $2',
      [organization, project],
    ),
  );
  return rows.map(({ tip }) => tip);
}
