/** `.github/workflows/flags.yml`, its own `run:` lines in a real clone of this repository. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGitFolder, type GitFolder } from './git-repository.ts';
import { runWorkflowJob } from './run-workflow.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const WORKFLOW = '.github/workflows/flags.yml';

let folder: GitFolder;
let clone: string;

beforeAll(() => {
  folder = createGitFolder();
  folder.git('', 'clone', '--quiet', '--no-local', ROOT, 'clone');
  clone = folder.path('clone');
});
afterAll(() => folder.remove());

const check = () =>
  runWorkflowJob(WORKFLOW, {
    clone,
    job: 'check',
    github: {
      ...{ event_name: 'pull_request', sha: folder.git('clone', 'rev-parse', 'HEAD'), ref: 'refs/pull/7/merge' },
      event: { pull_request: { number: 7 } },
    },
  });

test('flags without mistakes pass, and nothing else runs on a pull request', async () => {
  const { steps } = await check();
  expect(steps.map(({ name, code }) => [name, code])).toEqual([
    ['checkout', 0],
    ['./.github/actions/flagforge', 0],
    ['validate', 0],
    ['test', 0],
  ]);
  expect(steps.at(-1)?.output).toMatch(/assertions in .* passed/);
});

test('a mistake is an annotation at its line, and stops the job', async () => {
  const file = join(clone, 'flags', 'new-checkout.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('serve: on', 'serve: onn'));
  folder.commit('clone', 'a slip');
  const { steps } = await check();
  expect(steps.at(-1)).toMatchObject({ name: 'validate', code: 1 });
  expect(steps.at(-1)?.output).toMatch(/^::error file=flags\/new-checkout\.yaml,line=\d+,.*FF1203/m);
});

test.each([
  ['push', 'check'],
  ['push', 'approvals'],
  ['pull_request', 'approvals'],
  ['pull_request', 'publish'],
  ['push', 'publish'],
])('on %s the job %s is not run, unless it is asked for', async (event_name, job) => {
  const run = {
    clone,
    job,
    github: { event_name, event: {} },
    matrix: job === 'publish' ? { environment: 'staging' } : {},
  };
  expect(await runWorkflowJob(WORKFLOW, run)).toEqual({ isSkipped: true, steps: [] });
});
