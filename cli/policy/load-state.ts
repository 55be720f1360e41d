/** A project as one commit has it, for judging. */
import { type CompileCache, compileProject, type ProjectConfig, type SourceFile } from '../compile/index.ts';
import type { ProjectState } from '../diff/project-state.ts';
import { loadProjectIfAny } from '../git/load-project-if-any.ts';
import type { Repository } from '../git/repository.ts';
import { loadJsonValidator } from '../open-project.ts';
import { nodeSha256 } from '../project.ts';
import { loadVersion } from '../version.ts';

/** `none`: the commit has no project there. `broken`: it does not compile; its rules may be whole all the same. */
export type JudgedState =
  | { readonly kind: 'none' }
  | { readonly kind: 'broken'; readonly config: ProjectConfig | null; readonly errors: readonly string[] }
  | { readonly kind: 'sound'; readonly config: ProjectConfig; readonly state: ProjectState };

export interface StateTools {
  readonly repository: Pick<Repository, 'loadProjectAt'>;
  /** The project's folder in the repository, with `/`, '' for the root. */
  readonly directory: string;
  /** UTC epoch ms. */
  readonly now: number;
  readonly cache?: CompileCache;
}

/**
 * Compiles what a commit has.
 * @param commit full id of a commit that is here.
 * @throws CommandError (3) when git fails.
 */
export async function loadState(tools: StateTools, commit: string): Promise<JudgedState> {
  const files = await loadProjectIfAny(tools.repository, commit, tools.directory);
  return files === null ? { kind: 'none' } : compileState(tools, files);
}

/**
 * What the rules of a commit are, and nothing else of it.
 * @returns null: it has no project there, or nobody can read what its flagforge.yaml says.
 * @throws CommandError (3) when git fails.
 */
export async function loadRules(tools: StateTools, commit: string): Promise<ProjectConfig | null> {
  const files = await loadProjectIfAny(tools.repository, commit, tools.directory);
  if (files === null) return null;
  const only = files.filter(({ path }) => path === 'flagforge.yaml');
  return compileProject(only, { now: tools.now, sha256: nodeSha256 }).project?.config ?? null;
}

async function compileState(tools: StateTools, files: readonly SourceFile[]): Promise<JudgedState> {
  const { project, snapshots, diagnostics } = compileProject(files, {
    ...{ now: tools.now, compiler: `flagforge ${loadVersion()}`, sha256: nodeSha256 },
    validateJson: await loadJsonValidator(files),
    ...(tools.cache !== undefined && { cache: tools.cache }),
  });
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (project === null || errors.length > 0) {
    const places = errors.map(({ file, range, code }) => `${file}:${range.start.line} ${code}`);
    return { kind: 'broken', config: project?.config ?? null, errors: places };
  }
  return { kind: 'sound', config: project.config, state: { files, project, snapshots } };
}
