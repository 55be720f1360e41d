import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const SCRIPT = fileURLToPath(new URL('summarize.mjs', import.meta.url));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flagforge-summary-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

type Outcome = 'passed' | 'failed' | 'pending' | 'todo';

/** Runs the script over reports in which each list is one test file. */
function summarize(expected: number, ...runs: readonly (readonly (readonly Outcome[])[])[]) {
  const reports = runs.map((files, i) => {
    const testResults = files.map((outcomes, file) => ({
      name: join(process.cwd(), `file-${file}.test.ts`),
      status: outcomes.length === 0 || outcomes.includes('failed') ? 'failed' : 'passed',
      message: outcomes.length === 0 ? 'cannot find module\nstack' : '',
      assertionResults: outcomes.map((status, at) => ({ status, fullName: `test ${at}` })),
    }));
    const path = join(folder, `run-${i}.json`);
    writeFileSync(path, JSON.stringify({ testResults }));
    return path;
  });
  const run = spawnSync(process.execPath, [SCRIPT, String(expected), ...reports], { encoding: 'utf8' });
  return { status: run.status, lines: run.stdout.trimEnd().split('\n') };
}

test('adds up the runs and says so alone on the last line', () => {
  const run = summarize(2, [['passed', 'passed'], ['passed']], [['passed']]);
  expect(run).toEqual({ status: 0, lines: ['4 passed, 0 failed, 0 skipped'] });
});

test.each<[string, number, Outcome[][][], string, string]>([
  [
    'a failed test',
    1,
    [[['passed', 'failed']]],
    '1 passed, 1 failed, 0 skipped',
    'run-0: failed: file-0.test.ts: test 1',
  ],
  [
    'a skipped test',
    1,
    [[['passed', 'pending']]],
    '1 passed, 0 failed, 1 skipped',
    'run-0: pending: file-0.test.ts: test 1',
  ],
  [
    'a test that is to be written',
    1,
    [[['passed', 'todo']]],
    '1 passed, 0 failed, 1 skipped',
    'run-0: todo: file-0.test.ts: test 1',
  ],
  [
    'a file that does not load',
    1,
    [[['passed'], []]],
    '1 passed, 1 failed, 0 skipped',
    'run-0: file-1.test.ts did not load: cannot find module',
  ],
  ['a run without tests', 2, [[['passed']], []], '1 passed, 0 failed, 0 skipped', 'run-1: no test ran'],
  ['a run without a report', 2, [[['passed']]], '1 passed, 0 failed, 0 skipped', '2 runs should have reported, 1 did'],
])('fails and says why: %s', (_, expected, runs, summary, why) => {
  const run = summarize(expected, ...runs);
  expect(run.status).toBe(1);
  expect(run.lines.at(-1)).toBe(summary);
  expect(run.lines).toContain(why);
});
