import { usageError } from '../command-error.ts';
import { type OpenProject, snapshotOf } from '../open-project.ts';
import { checkTargetWords } from './choose-targets.ts';

/** `flagforge publish`, as it was typed. */
export interface PublishOptions {
  readonly dir: string;
  readonly environment?: readonly string[];
  readonly target?: readonly string[];
  readonly commit?: string;
  readonly dryRun?: true;
  readonly resume?: true;
  readonly expectVersion?: string;
  readonly unapproved?: true;
  readonly reason?: string;
  readonly verbose?: true;
  readonly json?: true;
}

/** What does not go together is said before anything is opened. @throws CommandError (2). */
export function checkOptions(options: PublishOptions): void {
  checkTargetWords(options.target);
  if (options.resume === true) {
    const idle = ['environment', 'commit', 'dryRun', 'expectVersion', 'unapproved', 'reason'] as const;
    const given = idle.find((name) => options[name] !== undefined);
    if (given === undefined) return;
    const option = `--${given.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    throw usageError(
      `--resume goes without ${option}`,
      'it finishes what was published before, and publishes nothing new',
    );
  }
  if (options.unapproved === true && (options.reason ?? '').trim() === '')
    throw usageError('--unapproved needs a reason', 'say why, for the audit log: --unapproved --reason "..."');
}

/**
 * The environments to publish, in the project's order.
 * @throws CommandError (2) for one that the project does not have, with a near name.
 */
export function chosenEnvironments(project: OpenProject, names: readonly string[] | undefined): string[] {
  const all = [...project.result.snapshots.keys()];
  if (names === undefined) return all;
  for (const name of names) snapshotOf(project, name);
  return all.filter((name) => names.includes(name));
}

/** @throws CommandError (2) for what is no version, and where there is not exactly one environment for it. */
export function parseExpectVersion(text: string | undefined, environments: readonly string[]): number | null {
  if (text === undefined) return null;
  if (!/^v?\d{1,9}$/.test(text))
    throw usageError(
      `--expect-version ${JSON.stringify(text)} is no version`,
      'write its number, such as 41; 0 where nothing was published yet',
    );
  if (environments.length !== 1)
    throw usageError(
      '--expect-version is for one environment',
      `name it: --environment ${environments.at(-1) ?? 'production'}`,
    );
  return Number(text.replace('v', ''));
}
