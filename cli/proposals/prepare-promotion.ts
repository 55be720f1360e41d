/** Reads a project, and works out what promoting a flag would change. */
import { codedError } from '../coded-error.ts';
import { type CommandError, usageError } from '../command-error.ts';
import { type CompileResult, type SourceFile, suggestName } from '../compile/index.ts';
import type { Change } from '../diff/change.ts';
import { diffSnapshots } from '../diff/diff-snapshots.ts';
import { EXIT } from '../exit-codes.ts';
import { unknownFlag } from '../flag-names.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { compileFiles, hasErrors, withFiles } from './compile-files.ts';
import { type Promotable, type Promotion, planPromotion } from './plan-promotion.ts';

export interface PromotionRequest {
  readonly flag: string;
  readonly from: string;
  readonly to: string;
  /** Empty: everything. */
  readonly only: readonly Promotable[];
}

/** The files that a promotion is made on: those of a commit, or those on the disk. */
export interface PromotionSource {
  /** The project's folder, absolute. */
  readonly directory: string;
  readonly files: readonly SourceFile[];
  /** A file's text to the last byte; null: there is none. */
  text(path: string): Promise<string | null>;
}

export interface PreparedPromotion extends Promotion {
  readonly request: PromotionRequest;
  /** Of the flag's file, relative to the project's folder. */
  readonly path: string;
  readonly before: string;
  /** What it changes in the environment, by content; empty where it only changes how the file says it. */
  readonly changes: readonly Change[];
}

/**
 * @throws CommandError (2) for a flag or an environment that is not there, FF4221 where there is nothing to copy; (1) for
 * a file that cannot be edited, FF4223 where the project would have errors.
 */
export async function preparePromotion(
  terminal: Terminal,
  source: PromotionSource,
  request: PromotionRequest,
): Promise<PreparedPromotion> {
  const { flag, from, to } = request;
  const path = `${flag}.yaml`;
  const text = source.files.some((file) => file.path === path) && flag !== 'flagforge' ? await source.text(path) : null;
  if (text === null) throw unknownFlag(source.files, flag);
  const compiled = await compileFiles(terminal, source.directory, source.files);
  const { project } = compiled;
  if (project === null || hasErrors(compiled)) throw leavesErrors(path, compiled, false);
  const names = project.config.environments.map(({ name }) => name);
  for (const name of [from, to]) if (!names.includes(name)) throw unknownEnvironment(name, names);
  const planned = planPromotion(text, request);
  if (planned.kind === 'nothing-there') throw codedError(EXIT.usage, 'FF4221', { flag, environment: from });
  if (planned.kind === 'refused')
    throw codedError(EXIT.findings, planned.problem.code, { ...planned.problem.args, file: path });
  const { promotion } = planned;
  const after = await compileFiles(
    terminal,
    source.directory,
    withFiles(source.files, [{ path, text: promotion.text }]),
  );
  if (hasErrors(after)) throw leavesErrors(path, after, true);
  // A segment that the environment begins to use is no change of the segment.
  const changes = diffSnapshots(compiled.snapshots.get(to) ?? null, required(after, to)).filter(
    ({ subject }) => subject === 'flag',
  );
  return { ...promotion, request, path, before: text, changes };
}

function required({ snapshots }: CompileResult, environment: string) {
  const snapshot = snapshots.get(environment);
  if (snapshot === undefined) throw new TypeError('a project without errors has a snapshot of each environment');
  return snapshot;
}

function leavesErrors(path: string, { diagnostics }: CompileResult, isAfter: boolean): CommandError {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const shown = errors.find(({ file }) => file === path) ?? errors[0];
  const first = shown === undefined ? '' : `${shown.file}:${shown.range.start.line}  ${shown.code}  ${shown.message}`;
  return codedError(EXIT.findings, 'FF4223', { count: errors.length, first, isAfter });
}

function unknownEnvironment(name: string, names: readonly string[]): CommandError {
  const near = suggestName(name, names);
  return usageError(
    `this project has no environment ${JSON.stringify(name)}`,
    ...(near === undefined ? [] : [`did you mean ${near}?`]),
    `environments: ${names.join(', ')}`,
  );
}
