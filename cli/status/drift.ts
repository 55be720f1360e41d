/** What is not as git and Postgres say it should be, each with its next step. Pure. */
import { holdOf, killsOf } from '../emergency/overlays.ts';
import { shortCommit } from '../publish/plan-environment.ts';
import { countOf } from '../terminal/count.ts';
import { printable } from '../terminal/printable.ts';
import { formatRelative } from '../terminal/time.ts';
import type { CopyStatus, EvaluatorStatus } from './copy-status.ts';
import type { EnvironmentStatus, ProjectStatus } from './project-status.ts';

/**
 * `content`: a version is not what its commit says; `copy` and `evaluator`: they hold another one than Postgres; `keys`: a
 * copy has other API keys.
 */
export type DriftKind = 'kill' | 'hold' | 'content' | 'copy' | 'keys' | 'evaluator';

export interface Drift {
  readonly kind: DriftKind;
  readonly environment: string;
  /** A whole sentence. */
  readonly message: string;
  /** What to do, without a full stop: a command where there is one. */
  readonly next: string;
}

/** `flagforge revive search-v2 --environment production`, with what was given to find the project. */
export type CommandText = (...words: readonly string[]) => string;

/** All drift, environment by environment. Targets that could not be asked are none: nobody knows. */
export function driftOf(status: ProjectStatus, command: CommandText): Drift[] {
  return status.environments.flatMap((environment) => [
    ...killDrift(environment, status, command),
    ...holdDrift(environment, status, command),
    ...contentDrift(environment, command),
    ...environment.copies.flatMap((copy) => copyDrift(environment, copy, command)),
    ...environment.copies.flatMap((copy) => keysDrift(environment, copy, command)),
    ...environment.evaluators.flatMap((evaluator) => evaluatorDrift(environment, evaluator)),
  ]);
}

const versionOf = ({ served }: EnvironmentStatus): number => served?.published.version ?? 0;

/** How git gets to say what a kill did. */
function inGit(
  flag: string,
  { killRequests }: NonNullable<EnvironmentStatus['served']>,
  { isDev }: ProjectStatus,
): string {
  const request = killRequests.get(flag);
  if (request !== undefined) return `merge request #${request}${isDev ? '' : ' and publish that'}`;
  return `write  killed: true  into ${printable(flag)}.yaml${isDev ? '' : ' and publish that'}`;
}

function killDrift(
  { environment, served, git }: EnvironmentStatus,
  status: ProjectStatus,
  command: CommandText,
): Drift[] {
  if (served === null) return [];
  return killsOf(served.published.overlays).map((flag) => {
    const drift = (message: string, next: string): Drift => ({ kind: 'kill', environment, message, next });
    const killed = `${printable(flag)} is killed in ${environment}`;
    const revive = command('revive', flag, '--environment', environment);
    if (git?.offServed.has(flag) === true)
      return drift(`${killed}, and off there in git too.`, `${revive}  ends the kill, and nothing turns on`);
    if (git?.off.has(flag) === true)
      return drift(
        `${killed}, and in git at ${shortCommit(status.git?.commit ?? '')}, which is not published there yet.`,
        command('publish', '--environment', environment),
      );
    return drift(`${killed} but not in git.`, `${inGit(flag, served, status)}; or: ${revive}`);
  });
}

function holdDrift(
  { environment, served }: EnvironmentStatus,
  { now, isDev }: ProjectStatus,
  command: CommandText,
): Drift[] {
  const hold = served === null ? null : holdOf(served.published.overlays);
  if (hold === null) return [];
  const note = served?.holdNote ?? null;
  const by = note === null ? '' : ` (${formatRelative(note.at, now)}, by ${printable(note.who)})`;
  const message = `${environment} is held since v${hold.version + 1}${by}: publish refuses what would bring ${shortCommit(hold.commit)} back.`;
  const request = served?.holdRequest ?? null;
  const merge = request === null ? 'merge a revert' : `merge request #${request}`;
  const revert =
    isDev && request === null ? 'undo the change in the files' : `${merge}${isDev ? '' : ' and publish that'}`;
  const next = `${revert}; or: ${command('rollback', '--release', '--environment', environment)}`;
  return [{ kind: 'hold', environment, message, next }];
}

function contentDrift({ environment, served, git }: EnvironmentStatus, command: CommandText): Drift[] {
  if (served === null || git?.isOwnContent !== false) return [];
  const { version, commit } = served.published;
  const message = `v${version} of ${environment} is not what ${shortCommit(commit ?? '')} compiles to.`;
  return [{ kind: 'content', environment, message, next: command('audit', 'verify') }];
}

const TARGETS: Readonly<Record<CopyStatus['target'], string>> = { redis: 'Redis', edge: 'the edge', bus: 'the bus' };

function copyDrift(status: EnvironmentStatus, copy: CopyStatus, command: CommandText): Drift[] {
  const { environment } = status;
  const name = TARGETS[copy.target];
  const version = `v${versionOf(status)}`;
  const drift = (message: string, next: string): Drift[] => [{ kind: 'copy', environment, message, next }];
  switch (copy.state) {
    case 'equal':
    case 'unreachable':
      return [];
    case 'missing':
      return drift(`${name} has nothing of ${environment}, Postgres is at ${version}.`, command('publish', '--resume'));
    case 'behind':
      return drift(
        `${name} has v${copy.version ?? 0} of ${environment}, Postgres is at ${version}.`,
        command('publish', '--resume'),
      );
    case 'ahead':
      return drift(
        `${name} has v${copy.version ?? 0} of ${environment}, Postgres is only at ${version}.`,
        'was Postgres restored from a backup? See: flagforge explain FF3012',
      );
    case 'different':
      return drift(
        `${name} holds something else as ${version} of ${environment} than Postgres.`,
        'it was changed by hand, or Postgres was. See: flagforge explain FF3012',
      );
    default:
      return copy.state satisfies never;
  }
}

function keysDrift({ environment, served }: EnvironmentStatus, copy: CopyStatus, command: CommandText): Drift[] {
  if (copy.keys === null || served === null) return [];
  const { state, version } = copy.keys;
  if (state === 'equal' || state === 'unreachable') return [];
  const name = TARGETS[copy.target];
  const isBehind = state === 'missing' || state === 'behind';
  const message =
    state === 'different'
      ? `${name} holds other API keys of ${environment} than Postgres, both as v${version}.`
      : `${name} has ${version === 0 ? 'no API keys' : `the API keys v${version}`} of ${environment}, Postgres is at v${served.keys.version}.`;
  const next = isBehind
    ? command('publish', '--resume')
    : 'evaluators believe them until Postgres says otherwise. See: flagforge explain FF3012';
  return [{ kind: 'keys', environment, message, next }];
}

function evaluatorDrift(status: EnvironmentStatus, { report, state }: EvaluatorStatus): Drift[] {
  const { environment } = status;
  if (state === 'equal') return [];
  const version = `v${versionOf(status)}`;
  const who = `evaluator ${printable(report.id)} on ${printable(report.host)}`;
  const drift = (message: string, next: string): Drift[] => [{ kind: 'evaluator', environment, message, next }];
  if (state === 'behind' && report.refused > 0)
    return drift(
      `${who} serves v${report.version} of ${environment}, Postgres is at ${version}: it has refused ${countOf(report.refused, 'snapshot')}.`,
      'for a wrong hash, signature or format, as its log says; does its FLAGFORGE_PUBLIC_KEY belong to the publisher?',
    );
  if (state === 'behind')
    return drift(
      `${who} serves v${report.version} of ${environment}, Postgres is at ${version}.`,
      'it asks the stores every few seconds; if it stays behind, its log says why',
    );
  if (state === 'ahead')
    return drift(
      `${who} serves v${report.version} of ${environment}, Postgres is only at ${version}.`,
      'was Postgres restored from a backup? It keeps the newer one until Postgres passes it',
    );
  return drift(
    `${who} serves something else as ${version} of ${environment} than Postgres.`,
    'was Postgres restored from a backup, or changed by hand? See: flagforge audit verify',
  );
}
