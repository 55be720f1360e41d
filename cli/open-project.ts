import { dirname, relative, resolve } from 'node:path';
import type { Snapshot } from '@flagforge/sdk/engine';
import { CommandError, usageError } from './command-error.ts';
import {
  type CompileResult,
  compileProject,
  type SourceFile,
  suggestName,
  type ValidateJson,
} from './compile/index.ts';
import { type DiskCache, defaultCacheFolder, openDiskCache } from './compile-cache.ts';
import type { Diagnostic } from './diagnostics/diagnostic.ts';
import { renderSummary, renderText, toJsonDiagnostic } from './diagnostics/reporters/index.ts';
import { type LoadedProject, loadProject, NoProjectError, nodeSha256 } from './project.ts';
import { createProgress } from './terminal/progress.ts';
import type { Output, Terminal } from './terminal/terminal.ts';
import { loadVersion } from './version.ts';

/** A project read and compiled. */
export interface OpenProject {
  /** The folder as the user named it, for messages. */
  readonly label: string;
  /** Its absolute path. */
  readonly directory: string;
  readonly files: readonly SourceFile[];
  readonly result: CompileResult;
  /** What was compiled before; `save` after adding to it. */
  readonly cache: DiskCache;
  /** How long reading and compiling took. */
  readonly elapsedMs: number;
}

/**
 * Loads the project in a folder.
 * @throws CommandError (2) when there is none, with the next step; (3) when the folder may not be read.
 */
export async function loadProjectFolder(terminal: Terminal, dir: string): Promise<LoadedProject> {
  const folder = resolve(terminal.cwd, dir);
  try {
    return await loadProject(folder);
  } catch (error) {
    if (error instanceof CommandError)
      throw new CommandError(error.exitCode, error.message.replaceAll(folder, dir), error.hints);
    if (!(error instanceof NoProjectError)) throw error;
    throw usageError(error.message.replaceAll(folder, dir), ...(await nextSteps(terminal, dir, error)));
  }
}

async function nextSteps(terminal: Terminal, dir: string, error: NoProjectError): Promise<string[]> {
  const { findProjects, FIRST_PROJECT } = await import('./find-projects.ts');
  const own = error.hint === null ? [] : [error.hint.replaceAll(resolve(terminal.cwd, dir), dir)];
  if (/(^|[/\\])flagforge\.yaml$/.test(dir)) return [`did you mean --dir ${dirname(dir)}?`];
  const found = findProjects(terminal.cwd).map((folder) => relative(terminal.cwd, folder) || '.');
  const near = found.filter((folder) => folder !== dir);
  if (near.length > 0)
    return [
      ...own,
      `there ${near.length === 1 ? 'is one' : 'are some'} here: ${near.map((folder) => `--dir ${folder}`).join(', ')}`,
    ];
  return own.length > 0 ? own : FIRST_PROJECT(dir);
}

/** Loads and compiles a project, with a bar on stderr when it takes long; what was compiled before is remembered. */
export async function openProject(terminal: Terminal, dir: string): Promise<OpenProject> {
  const startedAt = terminal.now();
  const { directory, files } = await loadProjectFolder(terminal, dir);
  const compiler = `flagforge ${loadVersion()}`;
  const cache = openDiskCache({ directory, compiler, folder: defaultCacheFolder(terminal.env) });
  const progress = createProgress(terminal, 'compiling');
  const validateJson = await loadJsonValidator(files);
  const result = compileProject(files, {
    now: startedAt,
    compiler,
    cache,
    sha256: nodeSha256,
    validateJson,
    onProgress: progress.update,
  });
  progress.end();
  cache.save();
  return { label: dir, directory, files, result, cache, elapsedMs: Math.round(terminal.now() - startedAt) };
}

/** The validator for the flags' own schemas. It is large, and most projects have no such schema. */
export async function loadJsonValidator(files: readonly SourceFile[]): Promise<ValidateJson> {
  if (!files.some(({ text }) => text.includes('schema:'))) return () => ({ problems: [] });
  return (await import('./json-schema.ts')).createJsonValidator();
}

/** Findings as text for a stream; ends with a line end unless it is empty. */
export function renderFindings(
  output: Output,
  project: Pick<OpenProject, 'label' | 'files'>,
  diagnostics: readonly Diagnostic[],
): string {
  const text = renderText(diagnostics, {
    files: new Map(project.files.map((file) => [file.path, file.text])),
    color: output.style.hasColor,
    unicode: output.symbols.isUnicode,
    dirLabel: project.label,
    columns: output.isTerminal ? output.columns : 100,
  });
  return text === '' ? '' : `${text}\n`;
}

/**
 * The errors of a project that cannot be compiled, on stderr. Returns whether there were any; then the exit is 1.
 * @param json what a command whose answer is one JSON document writes instead of it, beside the `diagnostics`.
 */
export async function reportErrors(terminal: Terminal, project: OpenProject, json: object | null): Promise<boolean> {
  const { diagnostics } = project.result;
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return false;
  if (json !== null)
    await terminal.out.write(
      `${JSON.stringify({ ...json, diagnostics: diagnostics.map(toJsonDiagnostic) }, null, 2)}\n`,
    );
  const { counts } = project.result;
  await terminal.err.write(
    `${renderFindings(terminal.err, project, errors)}\n${renderSummary(errors, { counts, elapsedMs: project.elapsedMs })}\n`,
  );
  return true;
}

/**
 * The snapshot of an environment of a project that has no errors.
 * @throws CommandError (2) for an environment that the project does not have.
 */
export function snapshotOf(project: OpenProject, environment: string): Snapshot {
  const { snapshots } = project.result;
  const snapshot = snapshots.get(environment);
  if (snapshot !== undefined) return snapshot;
  const names = [...snapshots.keys()];
  const near = suggestName(environment, names);
  throw usageError(
    `this project has no environment ${JSON.stringify(environment)}`,
    ...(near === undefined ? [] : [`did you mean --environment ${near}?`]),
    `environments: ${names.join(', ')}`,
  );
}
