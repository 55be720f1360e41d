import { type CompileCache, compileProject } from '../compile/index.ts';
import { loadProjectIfAny } from '../git/load-project-if-any.ts';
import type { Repository } from '../git/repository.ts';
import { isFullId } from '../git/resolve-commit.ts';
import { loadJsonValidator } from '../open-project.ts';
import { nodeSha256 } from '../project.ts';
import { loadVersion } from '../version.ts';
import type { CommitContent, LoadCommitContent } from './commit-content.ts';

/** The environments of a commit are published one after the other, and their tips are asked for at the end. */
const KEPT_COMMITS = 4;

/** UTF-16 units of compiled flags that are kept, so that a commit compiles what it changes. */
const MAX_CACHE_UNITS = 100 * 1_048_576;

/**
 * Compiles commits from git, each anew by this program: nothing of the database, and nothing that was compiled before
 * this process, is believed.
 * @param repository null: there is none here, and every commit is unreachable.
 */
export function createCommitLoader(repository: Pick<Repository, 'has' | 'loadProjectAt'> | null): LoadCommitContent {
  const kept = new Map<string, CommitContent>();
  const cache = createBoundedCache();
  return async (commit, directory) => {
    if (repository === null || !isFullId(commit)) return { kind: 'unreachable' };
    const key = `${commit}:${directory}`;
    const known = kept.get(key);
    const content = known ?? (await compileCommit(repository, commit, directory, cache));
    kept.delete(key);
    kept.set(key, content);
    const [oldest] = kept.keys();
    if (kept.size > KEPT_COMMITS && oldest !== undefined) kept.delete(oldest);
    return content;
  };
}

async function compileCommit(
  repository: Pick<Repository, 'has' | 'loadProjectAt'>,
  commit: string,
  directory: string,
  cache: CompileCache,
): Promise<CommitContent> {
  if (!(await repository.has(commit))) return { kind: 'unreachable' };
  const files = await loadProjectIfAny(repository, commit, directory);
  if (files === null) return { kind: 'broken', mistakes: 1 };
  const { project, snapshots, diagnostics } = compileProject(files, {
    now: 0,
    ...{ compiler: `flagforge ${loadVersion()}`, commit, cache, sha256: nodeSha256 },
    validateJson: await loadJsonValidator(files),
  });
  if (project !== null && snapshots.size > 0) return { kind: 'compiled', config: project.config, snapshots };
  return { kind: 'broken', mistakes: diagnostics.filter(({ severity }) => severity === 'error').length };
}

function createBoundedCache(): CompileCache {
  const values = new Map<string, string>();
  let units = 0;
  return {
    get: (key) => values.get(key),
    set(key, value) {
      if (units > MAX_CACHE_UNITS) {
        values.clear();
        units = 0;
      }
      values.set(key, value);
      units += key.length + value.length;
    },
  };
}
