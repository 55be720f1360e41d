/** From a folder and a ref to a compiled commit: what is published is a commit, never the files on the disk. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { codedError } from '../coded-error.ts';
import { compileProject, type SourceFile } from '../compile/index.ts';
import { defaultCacheFolder, openDiskCache } from '../compile-cache.ts';
import { EXIT } from '../exit-codes.ts';
import { checkFlagTests } from '../flag-tests/check-flag-tests.ts';
import { openRepository, type Repository } from '../git/repository.ts';
import { loadJsonValidator, loadProjectFolder, type OpenProject } from '../open-project.ts';
import { nodeSha256 } from '../project.ts';
import { createProgress } from '../terminal/progress.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { loadVersion } from '../version.ts';
import type { CompiledCommit } from './publish-request.ts';

/** A commit of a project, compiled; perhaps with errors. */
export interface OpenedCommit {
  readonly repository: Repository;
  /** Its full id. */
  readonly commit: string;
  readonly project: OpenProject;
}

/**
 * Opens the project in a folder as a commit has it.
 * @param ref what the user typed; null: HEAD, and then the files on the disk must be those of the commit.
 * @throws CommandError (2) for a folder that is in no repository, a commit that is not there or has no project, changes
 * that are not committed, a shallow clone; (3) when git fails.
 */
export async function openCommit(terminal: Terminal, dir: string, ref: string | null): Promise<OpenedCommit> {
  const startedAt = terminal.now();
  const directory = resolve(terminal.cwd, dir);
  // Its message knows where projects are.
  if (!existsSync(directory)) await loadProjectFolder(terminal, dir);
  const repository = await openRepository(directory, terminal.env);
  const [isShallow, commit] = await Promise.all([repository.isShallow(), repository.resolve(ref ?? 'HEAD')]);
  if (isShallow) throw codedError(EXIT.usage, 'FF4012', {});
  const reading = readCommit(repository, commit, ref === null);
  const compiler = `flagforge ${loadVersion()}`;
  // While git is at work: of 10,000 flags each takes some 50 ms.
  const cache = openDiskCache({ directory, compiler, folder: defaultCacheFolder(terminal.env) });
  const files = await reading;
  const progress = createProgress(terminal, 'compiling');
  const result = compileProject(files, {
    now: terminal.now(),
    ...{ compiler, commit, cache, sha256: nodeSha256 },
    validateJson: await loadJsonValidator(files),
    onProgress: progress.update,
  });
  progress.end();
  cache.save();
  const diagnostics = checkFlagTests({ files, result, cache });
  const elapsedMs = Math.round(terminal.now() - startedAt);
  const project = { label: dir, directory, files, result: { ...result, diagnostics }, cache, elapsedMs };
  return { repository, commit, project };
}

/** @param isHead the files on the disk must be those of the commit. */
async function readCommit(repository: Repository, commit: string, isHead: boolean): Promise<readonly SourceFile[]> {
  const dirty = isHead ? await repository.dirtyFiles() : [];
  if (dirty.length > 0) throw codedError(EXIT.usage, 'FF4011', { count: dirty.length, files: dirty });
  return repository.loadProjectAt(commit);
}

/**
 * The commit as publishing wants it.
 * Throws TypeError for a project with errors: its findings are to be shown before.
 */
export function compiledCommit({ repository, commit, project }: OpenedCommit): CompiledCommit {
  const { project: model, snapshots } = project.result;
  if (model === null || snapshots.size === 0) throw new TypeError('the project has errors');
  return { commit, directory: repository.prefix, config: model.config, snapshots, history: repository };
}
