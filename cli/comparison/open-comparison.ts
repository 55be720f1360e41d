/** Two states of a project, opened to be compared. */
import { join, resolve } from 'node:path';
import { type CompileResult, compileProject, type SourceFile } from '../compile/index.ts';
import { type DiskCache, defaultCacheFolder, openDiskCache } from '../compile-cache.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { ProjectState } from '../diff/project-state.ts';
import { checkFlagTests } from '../flag-tests/check-flag-tests.ts';
import { loadProjectIfAny } from '../git/load-project-if-any.ts';
import type { Repository } from '../git/repository.ts';
import { loadJsonValidator, loadProjectFolder, type OpenProject } from '../open-project.ts';
import { findPlace } from '../policy/find-place.ts';
import { nodeSha256 } from '../project.ts';
import { createProgress } from '../terminal/progress.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { loadVersion } from '../version.ts';
import { type ChosenRefs, chooseCommits } from './choose-commits.ts';

/** What a change is compared with. */
export interface BaseSide {
  readonly commit: string;
  /** null: it has no project there, so that everything is new. */
  readonly state: ProjectState | null;
  /** Its files with errors, which are compared as the change has them, or not at all; relative to the project's folder. */
  readonly leftOut: readonly string[];
}

/** What the change comes to. */
export interface HeadSide {
  /** null: the files on the disk. */
  readonly commit: string | null;
  /** null: the project goes, or it has errors. */
  readonly state: ProjectState | null;
  /** For its findings; null: it has no project. */
  readonly project: OpenProject | null;
  readonly hasErrors: boolean;
}

export interface Comparison {
  readonly repository: Repository;
  /** The project's folder in the repository, with `/`; '' for its root. */
  readonly directory: string;
  readonly base: BaseSide;
  readonly head: HeadSide;
  /** For the user: what is compared, where that is not quite what was typed. */
  readonly note: string | null;
}

/**
 * Opens both sides and compiles them; what was compiled before is remembered.
 * @param dir the project's folder as the user named it; it need not be on the disk where two commits are compared.
 * @throws CommandError (2) when there is no repository, no such ref, or no project on either side; (3) when git fails.
 */
export async function openComparison(terminal: Terminal, dir: string, refs: ChosenRefs): Promise<Comparison> {
  const folder = resolve(terminal.cwd, dir);
  const hasHead = refs.head !== undefined || refs.range?.includes('..') === true;
  // Its message knows where projects are.
  const onDisk = hasHead ? null : await loadProjectFolder(terminal, dir);
  const { repository, directory } = await findPlace(terminal, dir);
  const { base, head, note } = await chooseCommits(repository, refs);
  const compiler = `flagforge ${loadVersion()}`;
  const cache = openDiskCache({ directory: folder, compiler, folder: defaultCacheFolder(terminal.env) });
  const compile = createCompile(terminal, compiler, cache);
  const baseFiles = await loadProjectIfAny(repository, base, directory);
  // Its message names the commit and the folder.
  const headFiles =
    onDisk?.files ??
    (baseFiles === null
      ? await repository.loadProjectAt(head ?? base, directory)
      : await loadProjectIfAny(repository, head ?? base, directory));
  const comparison = {
    ...{ repository, directory, note },
    base: await openBase(base, baseFiles, headFiles ?? [], compile),
    head: await openHead(terminal, head, headFiles, { label: dir, directory: folder, cache }, compile),
  };
  cache.save();
  return comparison;
}

type Compile = (files: readonly SourceFile[]) => Promise<CompileResult>;

function createCompile(terminal: Terminal, compiler: string, cache: DiskCache): Compile {
  const now = terminal.now();
  return async (files) => {
    const validateJson = await loadJsonValidator(files);
    const progress = createProgress(terminal, 'compiling');
    const tools = { now, compiler, cache, sha256: nodeSha256, validateJson };
    const result = compileProject(files, { ...tools, onProgress: progress.update });
    progress.end();
    return result;
  };
}

/** How often files with errors are replaced: each round may break what named them. */
const ROUNDS = 8;

/** @param others where files with errors are taken from, so that those that name them stay whole. */
async function openBase(
  commit: string,
  files: readonly SourceFile[] | null,
  others: readonly SourceFile[],
  compile: Compile,
): Promise<BaseSide> {
  if (files === null) return { commit, state: null, leftOut: [] };
  let rest = files;
  const replacements = new Map(others.map((file) => [file.path, file]));
  const leftOut = new Set<string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const result = await compile(rest);
    const state = stateOf(rest, result);
    if (state !== null) return { commit, state, leftOut: [...leftOut].sort() };
    const broken = new Set(result.diagnostics.filter(isError).map(({ file }) => file));
    for (const file of broken) leftOut.add(file);
    if (leftOut.has('flagforge.yaml')) break;
    rest = rest.flatMap((file) => {
      if (!broken.has(file.path)) return [file];
      const replacement = replacements.get(file.path);
      replacements.delete(file.path);
      return replacement === undefined ? [] : [replacement];
    });
  }
  return { commit, state: null, leftOut: [...leftOut].sort() };
}

async function openHead(
  terminal: Terminal,
  commit: string | null,
  files: readonly SourceFile[] | null,
  about: Pick<OpenProject, 'label' | 'directory' | 'cache'>,
  compile: Compile,
): Promise<HeadSide> {
  if (files === null) return { commit, state: null, project: null, hasErrors: false };
  const startedAt = terminal.now();
  const result = await compile(files);
  const diagnostics = checkFlagTests({ files, result, cache: about.cache });
  const elapsedMs = Math.round(terminal.now() - startedAt);
  const project = { ...about, files, result: { ...result, diagnostics }, elapsedMs };
  return { commit, state: stateOf(files, result), project, hasErrors: diagnostics.some(isError) };
}

function stateOf(
  files: readonly SourceFile[],
  { project, snapshots, diagnostics }: CompileResult,
): ProjectState | null {
  return project === null || diagnostics.some(isError) ? null : { files, project, snapshots };
}

const isError = ({ severity }: Diagnostic): boolean => severity === 'error';

/** A file of the project as a path in the repository. */
export const pathInRepository = (directory: string, file: string): string =>
  directory === '' ? file : join(directory, file).replaceAll('\\', '/');
