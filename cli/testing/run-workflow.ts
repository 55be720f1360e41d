/**
 * Runs a job of a GitHub workflow on this machine: its `run:` lines as they are written, in a real clone. What only
 * GitHub can do stands in for itself: a checkout moves the clone, and what the action of this repository installs is there.
 */
import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, chmodSync, existsSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { GIT_TEST_ENVIRONMENT } from './git-repository.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Step {
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string | number | boolean>>;
  readonly env?: Readonly<Record<string, string>>;
}

interface Job {
  readonly if?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly string[]>> };
  readonly steps: readonly Step[];
}

/** What expressions can ask for: `github.event.number`, `secrets.X`. */
export type Contexts = Readonly<Record<string, unknown>>;

export interface JobRun {
  /** A folder with the clone; it is checked out as the job says. */
  readonly clone: string;
  readonly job: string;
  readonly github: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly vars?: Readonly<Record<string, string>>;
  readonly matrix?: Readonly<Record<string, string>>;
  /** Beside what GitHub sets. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface StepResult {
  readonly name: string;
  readonly code: number | null;
  readonly output: string;
}

/** Whether a job would run at all, and the steps that ran; the first that fails is the last. */
export interface JobResult {
  readonly isSkipped: boolean;
  readonly steps: readonly StepResult[];
}

/** @param workflow relative to the root of this repository. */
export async function runWorkflowJob(workflow: string, run: JobRun): Promise<JobResult> {
  const { jobs } = parse(readFileSync(join(ROOT, workflow), 'utf8')) as {
    readonly jobs: Readonly<Record<string, Job>>;
  };
  const job = jobs[run.job];
  if (job === undefined) throw new TypeError(`${workflow} has no job ${run.job}`);
  for (const [name, value] of Object.entries(run.matrix ?? {}))
    if (job.strategy?.matrix[name]?.includes(value) !== true)
      throw new TypeError(`${name} ${value} is not in the matrix`);
  const contexts = { github: run.github, secrets: run.secrets ?? {}, vars: run.vars ?? {}, matrix: run.matrix ?? {} };
  if (job.if !== undefined && !isTrue(job.if, contexts)) return { isSkipped: true, steps: [] };
  const runner = createRunner(run);
  const steps: StepResult[] = [];
  for (const step of job.steps) {
    if (step.if !== undefined && !isTrue(step.if, contexts)) continue;
    const env = resolveAll({ ...job.env, ...step.env }, contexts);
    const result = await runner.run(step, env, resolveAll(step.with ?? {}, contexts), contexts);
    steps.push(result);
    if (result.code !== 0) break;
  }
  return { isSkipped: false, steps };
}

function createRunner({ clone, github, env: given }: JobRun) {
  const folder = mkdtempSync(join(tmpdir(), 'flagforge-runner-'));
  const [pathFile, summary, event] = ['path', 'summary', 'event.json'].map((name) => join(folder, name));
  if (pathFile === undefined || summary === undefined || event === undefined) throw new TypeError('three files');
  appendFileSync(pathFile, '');
  writeFileSync(event, JSON.stringify(github['event'] ?? {}));
  // What `npm ci` of the action would install is what this checkout has.
  writeFileSync(join(folder, 'npm'), '#!/bin/sh\ntest "$1" = ci\n');
  chmodSync(join(folder, 'npm'), 0o755);
  const execute = async (name: string, script: string, env: Readonly<Record<string, string>>): Promise<StepResult> => {
    const added = readFileSync(pathFile, 'utf8').split('\n').filter(Boolean).reverse();
    const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
      cwd: clone,
      env: {
        HOME: folder,
        PATH: [folder, ...added, process.env['PATH']].join(delimiter),
        ...{ CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: clone },
        ...{ GITHUB_PATH: pathFile, GITHUB_STEP_SUMMARY: summary, GITHUB_EVENT_PATH: event },
        ...githubVariables(github),
        ...given,
        ...env,
      },
    });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return { name, code, output };
  };
  return {
    async run(
      step: Step,
      env: Readonly<Record<string, string>>,
      inputs: Readonly<Record<string, string>>,
      contexts: Contexts,
    ): Promise<StepResult> {
      if (step.run !== undefined) return execute(step.name ?? step.run, step.run, env);
      const uses = step.uses ?? '';
      if (uses.startsWith('actions/checkout@')) {
        const ref = inputs['ref'] ?? String(github['sha']);
        execFileSync('git', ['checkout', '--quiet', '--force', '--detach', ref], {
          cwd: clone,
          env: GIT_TEST_ENVIRONMENT,
        });
        return { name: 'checkout', code: 0, output: ref };
      }
      if (uses.startsWith('actions/setup-node@')) return { name: 'setup-node', code: 0, output: process.version };
      if (!uses.startsWith('./')) throw new TypeError(`nothing here stands in for ${uses}`);
      if (!existsSync(join(clone, 'node_modules')))
        symlinkSync(join(ROOT, 'node_modules'), join(clone, 'node_modules'));
      const path = join(clone, uses);
      const action = parse(readFileSync(join(path, 'action.yml'), 'utf8')) as {
        readonly inputs: Readonly<Record<string, { readonly default: string }>>;
        readonly runs: { readonly steps: readonly Step[] };
      };
      const defaults = Object.fromEntries(Object.entries(action.inputs).map(([name, input]) => [name, input.default]));
      const inner = { ...contexts, inputs: defaults, github: { ...github, action_path: path } };
      for (const own of action.runs.steps) {
        const result = await this.run(own, resolveAll(own.env ?? {}, inner), resolveAll(own.with ?? {}, inner), inner);
        if (result.code !== 0) return result;
      }
      return { name: uses, code: 0, output: '' };
    },
  };
}

/** `GITHUB_REF` and its like. */
function githubVariables(github: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(github).flatMap(([name, value]) =>
      typeof value === 'string' && name !== 'token' ? [[`GITHUB_${name.toUpperCase()}`, value]] : [],
    ),
  );
}

function resolveAll(
  values: Readonly<Record<string, string | number | boolean>>,
  contexts: Contexts,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      String(value).replace(/\$\{\{(.*?)\}\}/g, (_, expression: string) =>
        String(lookUp(expression.trim(), contexts) ?? ''),
      ),
    ]),
  );
}

/** `a == 'b' && c || d`, as far as our workflows go. */
function isTrue(expression: string, contexts: Contexts): boolean {
  return expression.split('||').some((either) =>
    either.split('&&').every((part) => {
      const [left = '', right] = part.split('==').map((side) => lookUp(side.trim(), contexts));
      return right === undefined ? Boolean(left) && left !== '' : left === right;
    }),
  );
}

function lookUp(expression: string, contexts: Contexts): unknown {
  const text = /^'(.*)'$/.exec(expression)?.[1];
  if (text !== undefined) return text;
  if (!/^[\w.-]+$/.test(expression)) throw new TypeError(`cannot evaluate ${expression}`);
  return expression
    .split('.')
    .reduce<unknown>((value, name) => (value as Readonly<Record<string, unknown>> | undefined)?.[name], contexts);
}
