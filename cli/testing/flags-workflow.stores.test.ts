/** The jobs of `.github/workflows/flags.yml` that need GitHub and the stores: from the pull request to the audit log. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GitHubStandIn, startGitHub } from '../forge/testing/start-github.ts';
import { createGitFolder, type GitFolder } from './git-repository.ts';
import { booleanFlag, createPublishPlace, type PublishPlace, projectFile } from './publish-place.ts';
import { type JobRun, runWorkflowJob } from './run-workflow.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const WORKFLOW = '.github/workflows/flags.yml';
const ACTION = '.github/actions/flagforge/action.yml';
const SAM = { name: 'Sam Ortiz', email: 'sam@acme.com' };

let place: PublishPlace;
let github: GitHubStandIn;
let folder: GitFolder;
let number: number;
let merged: string;

beforeAll(async () => {
  place = await createPublishPlace({});
  place.repository.commit({
    'flags/flagforge.yaml': projectFile(
      place.organization,
      `environments: { development: { approvals: 0 }, staging: { approvals: 0 }, production: { approvals: 1 } }
people:
  - { name: Pat Lee, github: patlee, database: ${place.publisher}, email: [pat@acme.com] }
  - { name: Sam Ortiz, github: samortiz, email: [sam@acme.com] }
access:
  - { who: "github:patlee", role: admin }
  - { who: "github:samortiz", role: editor }
`,
    ),
    'flags/dark-mode.yaml': booleanFlag('off'),
    [ACTION]: readFileSync(join(ROOT, ACTION), 'utf8'),
  });
  const first = await place.run(['publish', '--unapproved', '--reason', 'the project begins']);
  expect(first).toMatchObject({ code: 0 });
  github = await startGitHub({ from: place.repository.root, tokenOf: 'patlee' });
  await github.push('canary', { 'flags/dark-mode.yaml': booleanFlag('on') }, { author: SAM, committer: SAM });
  number = await github.openPull('samortiz', 'canary', 'Dark mode for everyone');
  folder = createGitFolder();
  folder.git('', 'clone', '--quiet', '--no-local', github.repository, 'clone');
});
afterAll(async () => {
  folder.remove();
  await github.close();
  await place.remove();
});

async function runJob(run: Omit<JobRun, 'clone' | 'env'>) {
  folder.git('clone', 'fetch', '--quiet', 'origin');
  const { GITHUB_TOKEN: token, ...api } = github.env;
  const given = { ...run, github: { ...run.github, token } };
  return runWorkflowJob(WORKFLOW, { ...given, clone: folder.path('clone'), env: api });
}

async function approvals(event_name: 'pull_request_target' | 'pull_request_review') {
  const { steps } = await runJob({
    job: 'approvals',
    github: {
      event_name,
      event: { pull_request: { number, base: { sha: await github.tip() }, head: { sha: await github.tip('canary') } } },
    },
  });
  return steps;
}

test('a pull request is explained in a comment, and waits for an approval', async () => {
  const steps = await approvals('pull_request_target');
  expect(steps.map(({ name, code }) => [name, code])).toEqual([
    ['checkout', 0],
    ['./.github/actions/flagforge', 0],
    ['fetch what is proposed, without checking it out', 0],
    ['explain what it does', 0],
    ['ask who approved it', 1],
  ]);
  expect(github.comments()).toMatchObject([{ login: 'patlee', body: expect.stringContaining('dark-mode') }]);
});

test('the comment is written anew at the next push, and not beside the old one', async () => {
  await github.push(
    'canary',
    { 'flags/dark-mode.yaml': booleanFlag('on', 'client: true\n') },
    { author: SAM, committer: SAM },
  );
  await approvals('pull_request_target');
  expect(github.comments()).toMatchObject([{ login: 'patlee', body: expect.stringMatching(/client/i) }]);
});

test('with the approval of somebody else the check passes, asked by the review', async () => {
  await github.approve(number, 'patlee');
  const steps = await approvals('pull_request_review');
  expect(steps.at(-1)).toMatchObject({ name: 'ask who approved it', code: 0 });
  expect(steps.map(({ name }) => name)).not.toContain('explain what it does');
});

test.each(['development', 'staging', 'production'])('merged, it is published to %s', async (environment) => {
  merged ??= await github.merge(number, 'patlee');
  const { DATABASE_URL = '', REDIS_URL = '' } = place.env;
  const { isSkipped, steps } = await runJob({
    job: 'publish',
    matrix: { environment },
    github: { event_name: 'push', sha: merged, ref: 'refs/heads/main', event: {} },
    secrets: { DATABASE_URL, REDIS_URL },
    vars: { FLAGFORGE_PUBLISH: 'true' },
  });
  expect(isSkipped).toBe(false);
  const proof = environment === 'production' ? ['prove the audit log'] : [];
  expect(steps.map(({ name, code }) => [name, code])).toEqual(
    ['checkout', './.github/actions/flagforge', 'publish', ...proof].map((name) => [name, 0]),
  );
  expect(steps.find(({ name }) => name === 'publish')?.output).toMatch(
    environment === 'production' ? /approved +Pat Lee/ : new RegExp(environment),
  );
});

test('the head of the audit log is anchored in the repository on GitHub', async () => {
  expect(await github.git('branch', '--list', 'flagforge-audit')).toContain('flagforge-audit');
});
