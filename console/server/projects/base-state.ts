/** What the base branch has. Nothing that is not merged is ever read as if it were. */
import { setImmediate as letOthersRun } from 'node:timers/promises';
import { assertionName, createTestRunner, loadJsonValidator, loadVersion, nodeSha256 } from 'flagforge';
import { type CompileCache, compileProject, type SourceFile } from 'flagforge/compile';
import type { Diagnostic } from 'flagforge/diagnostics';
import type { ProjectState } from 'flagforge/diff';
import { type JudgedState, loadState } from 'flagforge/policy';
import { problem } from '../http/problem.ts';
import type { HostedProject } from './hosted-project.ts';

export type SoundState = JudgedState & { readonly kind: 'sound' };

/** The project as a commit of the base branch has it. */
export interface BaseState extends Omit<SoundState, 'kind'> {
  readonly commit: string;
}

/** States of commits that somebody looked at last. */
export interface StateMemory {
  at(project: Pick<HostedProject, 'repository' | 'directory'>, commit: string): Promise<JudgedState>;
  /** Files that are in no commit yet. `state` null: they have errors. */
  compile(files: readonly SourceFile[]): Promise<CompiledFiles>;
  /** What was compiled, for others who compile states of these projects. */
  readonly cache: CompileCache;
}

export interface CompiledFiles {
  readonly state: ProjectState | null;
  readonly diagnostics: readonly Diagnostic[];
  /** Flag tests that fail, the first hundred; empty while there are errors. */
  readonly failedTests: () => Promise<readonly FailedTest[]>;
}

/** An assertion of a flag test that does not hold. */
export interface FailedTest {
  readonly file: string;
  readonly line: number;
  /** `production: staff get it (age: 17)` */
  readonly name: string;
  readonly why: string;
}

const MAX_STATES = 8;
const MAX_CACHED = 50_000;
const MAX_FAILED = 100;

/** Compiles each commit once, and of each only what others did not have. */
export function createStateMemory(now: () => number): StateMemory {
  const states = new Map<string, Promise<JudgedState>>();
  const compiled = new Map<string, string>();
  const cache: CompileCache = {
    get: (key) => compiled.get(key),
    set(key, value) {
      if (compiled.size >= MAX_CACHED) compiled.clear();
      compiled.set(key, value);
    },
  };
  return {
    cache,
    at({ repository, directory }, commit) {
      const key = `${repository.gitDir} ${directory} ${commit}`;
      const known = states.get(key);
      if (known !== undefined) return known;
      const loading = loadState({ repository, directory, now: now(), cache }, commit);
      loading.catch(() => states.delete(key));
      states.set(key, loading);
      const [oldest] = states.keys();
      if (states.size > MAX_STATES && oldest !== undefined) states.delete(oldest);
      return loading;
    },
    async compile(files) {
      const { project, snapshots, diagnostics, tests } = compileProject(files, {
        ...{ now: now(), compiler: `flagforge ${loadVersion()}`, sha256: nodeSha256 },
        validateJson: await loadJsonValidator(files),
        // What users type is not remembered: it would push out what is merged.
        cache: { get: cache.get, set: () => {} },
      });
      const isSound = project !== null && diagnostics.every(({ severity }) => severity !== 'error');
      if (!isSound) return { state: null, diagnostics, failedTests: async () => [] };
      const failedTests = async (): Promise<readonly FailedTest[]> => {
        const run = createTestRunner(snapshots, now());
        const failed: FailedTest[] = [];
        for (const file of tests) {
          for (const each of run(file).assertions)
            if (each.why !== null && failed.length < MAX_FAILED)
              failed.push({ file: each.file, line: each.line, name: assertionName(each), why: each.why });
          if (failed.length === MAX_FAILED) break;
          await letOthersRun();
        }
        return failed;
      };
      return { state: { files, project, snapshots }, diagnostics, failedTests };
    },
  };
}

/**
 * The newest state of the base branch.
 * @throws ProblemError (503) when it has no project, or one with errors.
 */
export async function loadBaseState(project: HostedProject, states: StateMemory): Promise<BaseState> {
  return loadStateAt(project, await project.newestCommit(), states);
}

/** The project as a commit has it that is here. @throws ProblemError (503) when that has no project, or one with errors. */
export async function loadStateAt(project: HostedProject, commit: string, states: StateMemory): Promise<BaseState> {
  const state = await states.at(project, commit);
  if (state.kind === 'sound') return { config: state.config, state: state.state, commit };
  const why = state.kind === 'none' ? 'has no project there' : `has errors (${state.errors[0] ?? ''})`;
  throw problem(503, 'FF4418', { commit: commit.slice(0, 7), why });
}
