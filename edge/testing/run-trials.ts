import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { functionCode } from '../build/index.ts';
import { isResponse, loadFunction } from '../local/index.ts';
import type { Trial, Trials } from './trials.ts';

/** What the function gave: the entry of the flag, or `passed`. */
export interface Outcome {
  readonly trial: Trial;
  readonly answer: unknown;
}

export const PASSED = 'passed';

/** The place that conformance snapshots have. */
const CODE = { place: { organization: 'acme', project: 'conformance', environment: 'production' } };

function answerIn(trial: Trial, body: string | null): Outcome {
  return {
    trial,
    answer: body === null ? PASSED : (JSON.parse(body) as { flags: Record<string, unknown> }).flags[trial.flag],
  };
}

/** Puts every question to the built function in Node. */
export async function runInNode({ stores, trials }: Trials): Promise<readonly Outcome[]> {
  let current: Trial | null = null;
  const read = async (key: string): Promise<string | null> => stores[current?.store ?? 0]?.get(key) ?? null;
  const run = loadFunction(functionCode(CODE), read, () => current?.now ?? 0);
  const outcomes: Outcome[] = [];
  for (const trial of trials) {
    current = trial;
    const result = await run(trial.event);
    outcomes.push(answerIn(trial, isResponse(result) ? (result.body ?? '') : null));
  }
  return outcomes;
}

/** As CloudFront's module, over the store that `at` names; it counts what is read. */
const STORE_MODULE = `
const kvs = { get: async (key, options) => {
  globalThis.reads += 1;
  const value = globalThis.stores[globalThis.at.store][key];
  if (value === undefined) throw new Error('KeyNotFound');
  return JSON.parse(value);
} };
export default { kvs: () => kvs };
`;

const HARNESS = `
async function runAll() {
  for (let i = 0; i < trials.length; i += 1) {
    globalThis.at = trials[i];
    const result = await handler(JSON.parse(trials[i].event));
    // One line each: njs prints nothing at all of a line that is too long.
    console.log(JSON.stringify(result.statusCode === undefined ? null : result.body));
  }
}
runAll().catch((error) => { console.log('FAILED ' + error); });
`;

/** Runs a program in njs with the function in front of it, and returns what it printed. */
export function runProgramInNjs(program: string, data: object): string {
  const folder = mkdtempSync(join(tmpdir(), 'flagforge-edge-'));
  try {
    writeFileSync(join(folder, 'cloudfront'), STORE_MODULE);
    const file = join(folder, 'main.js');
    const globals = Object.entries(data).map(([name, value]) => `globalThis.${name} = ${JSON.stringify(value)};`);
    // Imports must come first, and the function begins with its own.
    writeFileSync(file, `${functionCode(CODE)}\nglobalThis.reads = 0;\n${globals.join('\n')}\n${program}`);
    const run = spawnSync('njs', ['-p', folder, file], { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });
    if (run.error !== undefined) throw run.error;
    if (run.status !== 0 || /^FAILED/m.test(run.stdout))
      throw new Error(`njs: ${run.stdout.slice(0, 2000)}${run.stderr}`);
    return run.stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Puts every question to the built function in njs. */
export function runInNjs({ stores, trials }: Trials): readonly Outcome[] {
  const data = {
    stores: stores.map((entries) => Object.fromEntries(entries)),
    trials: trials.map(({ store, event, now }) => ({ store, now, event: JSON.stringify(event) })),
  };
  const lines = runProgramInNjs(`Date.now = () => globalThis.at.now;\n${HARNESS}`, data).trim().split('\n');
  if (lines.length !== trials.length) throw new Error(`njs answered ${lines.length} of ${trials.length} questions`);
  return trials.map((trial, i) => answerIn(trial, JSON.parse(lines[i] ?? '') as string | null));
}
