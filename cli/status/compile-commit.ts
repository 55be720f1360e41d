import type { Snapshot } from '@flagforge/sdk/engine';
import { compileProject } from '../compile/index.ts';
import { defaultCacheFolder, openDiskCache } from '../compile-cache.ts';
import { loadProjectIfAny } from '../git/load-project-if-any.ts';
import type { Repository } from '../git/repository.ts';
import { loadJsonValidator } from '../open-project.ts';
import { nodeSha256 } from '../project.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { loadVersion } from '../version.ts';

export interface CompiledProject {
  /** Environments, in the project's order. */
  readonly names: readonly string[];
  readonly snapshots: ReadonlyMap<string, Snapshot>;
}

/** The project of a commit that is there, in a folder of the repository; null: it has none there, or it has errors. */
export type LoadCompiled = (commit: string, directory: string) => Promise<CompiledProject | null>;

/** Compiles commits with what was compiled on this machine before, so that a status of a large project is quick. */
export function createCommitCompiler(terminal: Terminal, repository: Repository, directory: string): LoadCompiled {
  const compiled = new Map<string, Promise<CompiledProject | null>>();
  const compile = async (commit: string, folder: string): Promise<CompiledProject | null> => {
    const files = await loadProjectIfAny(repository, commit, folder);
    if (files === null) return null;
    const compiler = `flagforge ${loadVersion()}`;
    const cache = openDiskCache({ directory, compiler, folder: defaultCacheFolder(terminal.env) });
    const { project, snapshots } = compileProject(files, {
      ...{ now: terminal.now(), compiler, commit, cache, sha256: nodeSha256 },
      validateJson: await loadJsonValidator(files),
    });
    cache.save();
    if (project === null || snapshots.size === 0) return null;
    return { names: project.config.environments.map(({ name }) => name), snapshots };
  };
  return (commit, folder) => {
    const key = `${commit}:${folder}`;
    const known = compiled.get(key) ?? compile(commit, folder);
    compiled.set(key, known);
    return known;
  };
}
