/** Where every environment of a project stands, in git, in the stores and at those who serve it. */
import type { Snapshot } from '@flagforge/sdk/engine';
import { CommandError } from '../command-error.ts';
import type { Database, Transaction } from '../database/database.ts';
import { readFollowUpRequests } from '../emergency/follow-up-requests.ts';
import type { ProjectName } from '../project-name.ts';
import type { Target } from '../targets/target.ts';
import { type CopyStatus, type EvaluatorStatus, loadCopyStatus, loadEvaluators } from './copy-status.ts';
import type { GitEnvironment, GitStatus } from './git-status.ts';
import { type PendingInstant, pendingInstants } from './pending-schedule.ts';
import { readServedEnvironment, type ServedEnvironment } from './served-environment.ts';
import { countUnanchored, readWaiting, type WaitingDelivery } from './waiting-delivery.ts';

export interface EnvironmentStatus {
  readonly environment: string;
  /** null: nothing was published there. */
  readonly served: ServedEnvironment | null;
  /** null: there is no git here, or it could not be asked. */
  readonly git: GitEnvironment | null;
  /** One for each target. */
  readonly copies: readonly CopyStatus[];
  readonly evaluators: readonly EvaluatorStatus[];
  /** The next instants at which it answers differently by itself. */
  readonly pending: readonly PendingInstant[];
  readonly waiting: readonly WaitingDelivery[];
}

export interface ProjectStatus extends ProjectName {
  /** Of the database. */
  readonly address: string;
  /** True: by `flagforge dev`, which publishes what is saved. */
  readonly isDev: boolean;
  /** null: there is no git here, or it could not be asked; then `gitProblem` says why. */
  readonly git: Pick<GitStatus, 'commit' | 'hasErrors'> | null;
  readonly gitProblem: string | null;
  /** Names of the targets that were asked. */
  readonly targets: readonly Target['name'][];
  /** In the order of HEAD's project, then by name. */
  readonly environments: readonly EnvironmentStatus[];
  /** Entries of the organisation's audit log that no anchor stands for yet. */
  readonly unanchored: number;
  readonly waitingAnchor: WaitingDelivery | null;
  /** When it was looked at, UTC epoch ms. */
  readonly now: number;
}

/** What Postgres knows of a project. */
export interface StoredStatus {
  readonly served: readonly ServedEnvironment[];
  readonly waiting: readonly WaitingDelivery[];
  readonly unanchored: number;
}

/**
 * Reads it at one instant, as publisher or, for a login that is none, as auditor. Empty for a project that was never
 * published.
 * @throws CommandError (3) when Postgres cannot be reached.
 */
export async function loadStoredStatus(database: Database, project: ProjectName): Promise<StoredStatus> {
  const { organization } = project;
  const load = (as: 'publisher' | 'auditor'): Promise<StoredStatus> =>
    database.transaction({ as, organization, isReadOnly: true }, (tx) => readStored(tx, project));
  try {
    return await load('publisher');
  } catch (error) {
    if (error instanceof CommandError && error.code === 'FF3108') return load('auditor');
    throw error;
  }
}

async function readStored(tx: Transaction, project: ProjectName): Promise<StoredStatus> {
  const { organization, project: name } = project;
  const rows = await tx.query<{ readonly environment: string }>(
    `select environment from flagforge.environments
     where organization = $1 and project = $2 and version > 0 order by environment collate "C"`,
    [organization, name],
  );
  const requests = await readFollowUpRequests(tx, project);
  const served: ServedEnvironment[] = [];
  for (const { environment } of rows) {
    const found = await readServedEnvironment(tx, { organization, project: name, environment }, requests);
    if (found !== null) served.push(found);
  }
  return { served, waiting: await readWaiting(tx, project), unanchored: await countUnanchored(tx, organization) };
}

export interface StatusInput {
  readonly project: ProjectName;
  readonly address: string;
  readonly isDev: boolean;
  readonly stored: StoredStatus;
  readonly git: GitStatus | null;
  readonly gitProblem: string | null;
  readonly targets: readonly Target[];
  /** Only these; null: all. */
  readonly environments: readonly string[] | null;
  readonly now: number;
}

/** How many instants of an environment are shown. */
const PENDING_INSTANTS = 3;

/** Asks the targets, and puts it all together. Never rejects for a target that is down. */
export async function loadProjectStatus(input: StatusInput): Promise<ProjectStatus> {
  const { project, address, isDev, stored, git, gitProblem, targets, now } = input;
  const known = stored.served.map(({ published }) => published.place.environment);
  const names = [...new Set([...(git?.names ?? []), ...known])];
  const chosen = names.filter((name) => input.environments?.includes(name) ?? true);
  const load = async (environment: string): Promise<EnvironmentStatus> => {
    const served = stored.served.find(({ published }) => published.place.environment === environment) ?? null;
    return {
      ...{ environment, served, git: git?.environment(environment) ?? null },
      copies: served === null ? [] : await Promise.all(targets.map((target) => loadCopyStatus(target, served))),
      evaluators: served === null ? [] : await loadEvaluators(targets, served.published),
      pending: pendingOf(served?.published.snapshot ?? null, now),
      waiting: stored.waiting.filter((delivery) => delivery.environment === environment),
    };
  };
  return {
    ...{ organization: project.organization, project: project.project, address, isDev, gitProblem, now },
    git: git === null ? null : { commit: git.commit, hasErrors: git.hasErrors },
    targets: targets.map(({ name }) => name),
    environments: await Promise.all(chosen.map(load)),
    unanchored: stored.unanchored,
    waitingAnchor: stored.waiting.find(({ target }) => target === 'anchor') ?? null,
  };
}

const pendingOf = (snapshot: Snapshot | null, now: number): PendingInstant[] =>
  snapshot === null ? [] : pendingInstants(snapshot, now, PENDING_INSTANTS);
