import { execFileSync } from 'node:child_process';
import { Octokit, RequestError } from 'octokit';
import { afterEach, expect, test } from 'vitest';
import { GIT_TEST_ENVIRONMENT } from '../../testing/git-repository.ts';
import { type GitHubStandIn, startGitHub } from './start-github.ts';

const started: GitHubStandIn[] = [];
const REPOSITORY = { owner: 'acme', repo: 'web-store' };

async function start(): Promise<GitHubStandIn> {
  const github = await startGitHub({ files: { 'flags/a.yaml': 'type: boolean\n' } });
  started.push(github);
  return github;
}

afterEach(async () => {
  for (const github of started.splice(0)) await github.close();
});

const octokitOf = (github: GitHubStandIn, login: string): Octokit =>
  new Octokit({
    ...{ baseUrl: github.url, auth: github.as(login).token },
    ...{ throttle: { enabled: false }, retry: { enabled: false } },
  });

const problemOf = async (promise: Promise<unknown>): Promise<string> => {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof RequestError ? `${error.status} ${error.message}` : String(error);
};

test('nobody approves a request of their own', async () => {
  const github = await start();
  await github.push('change', { 'flags/a.yaml': 'type: string\n' }, { login: 'samortiz' });
  const pull_number = await github.openPull('samortiz', 'change');
  const { rest } = octokitOf(github, 'samortiz');
  const own = rest.pulls.createReview({ ...REPOSITORY, pull_number, event: 'APPROVE' });
  expect(await problemOf(own)).toMatch(/422 .*Can not approve your own pull request/);
});

test('a review keeps the commit that it was given on, and a push dismisses it only where that is configured', async () => {
  const github = await start();
  const first = await github.push('change', { 'flags/a.yaml': 'type: string\n' });
  const pull_number = await github.openPull('samortiz', 'change');
  await github.approve(pull_number, 'alexkim');
  await github.push('change', { 'flags/a.yaml': 'type: number\n' });
  const { rest } = octokitOf(github, 'alexkim');
  const reviews = await rest.pulls.listReviews({ ...REPOSITORY, pull_number });
  expect(reviews.data.map(({ commit_id, state }) => [commit_id, state])).toEqual([[first, 'APPROVED']]);
  github.protect({ ruleset: {} });
  await github.push('change', { 'flags/a.yaml': 'type: json\n' });
  expect((await rest.pulls.listReviews({ ...REPOSITORY, pull_number })).data[0]?.state).toBe('DISMISSED');
  expect(await problemOf(rest.pulls.merge({ ...REPOSITORY, pull_number }))).toMatch(/405 At least 1 approving review/);
});

test.each(['merge', 'squash', 'rebase'] as const)('merges by %s, and the clone has it', async (method) => {
  const github = await start();
  await github.push('change', { 'flags/a.yaml': 'type: string\n' });
  await github.push('change', { 'flags/b.yaml': 'type: boolean\n' });
  await github.push('main', { 'flags/c.yaml': 'type: boolean\n' });
  const pull_number = await github.openPull('samortiz', 'change');
  const { rest } = octokitOf(github, 'samortiz');
  const { data } = await rest.pulls.merge({ ...REPOSITORY, pull_number, merge_method: method });
  expect(data.sha).toBe(await github.tip());
  const words = ['ls-tree', '-r', '--name-only', data.sha];
  const files = execFileSync('git', ['-C', github.repository, ...words], {
    env: GIT_TEST_ENVIRONMENT,
    encoding: 'utf8',
  });
  expect(files.trim().split('\n')).toEqual(['flags/a.yaml', 'flags/b.yaml', 'flags/c.yaml']);
  const { data: pulls } = await rest.repos.listPullRequestsAssociatedWithCommit({
    ...REPOSITORY,
    commit_sha: data.sha,
  });
  expect(pulls.map(({ number, merge_commit_sha }) => [number, merge_commit_sha])).toEqual([[1, data.sha]]);
});

test('a merge by hand counts as merged, by the commit that brought it', async () => {
  const github = await start();
  const head = await github.push('change', { 'flags/a.yaml': 'type: string\n' });
  const number = await github.openPull('samortiz', 'change');
  await github.forcePush('main', head);
  expect(github.pull(number)).toMatchObject({ state: 'closed', mergeCommit: head });
});

test('a request that GitHub does not describe fails the test', async () => {
  const github = await startGitHub({ files: { a: 'b' } });
  const octokit = octokitOf(github, 'patlee');
  const wrong = { ...REPOSITORY, ref: 'refs/heads/x', shaa: 'a' };
  expect(await problemOf(octokit.request('POST /repos/{owner}/{repo}/git/refs', wrong as never))).toMatch(/^501 /);
  await expect(github.close()).rejects.toThrow(/sha/);
});

test('so does an operation that is not among those that it plays', async () => {
  const github = await startGitHub({ files: { a: 'b' } });
  const { rest } = octokitOf(github, 'patlee');
  expect(await problemOf(rest.issues.listLabelsForRepo(REPOSITORY))).toMatch(/^501 /);
  await expect(github.close()).rejects.toThrow(/GET \/repos\/acme\/web-store\/labels is no operation/);
});

test('lists come in pages of what was asked for', async () => {
  const github = await start();
  for (const branch of ['a', 'b', 'c']) {
    await github.push(branch, { [branch]: 'x' });
    await github.openPull('samortiz', branch);
  }
  const { rest, paginate } = octokitOf(github, 'patlee');
  const first = await rest.pulls.list({ ...REPOSITORY, per_page: 2 });
  expect(first.data.map(({ number }) => number)).toEqual([3, 2]);
  expect(first.headers.link).toMatch(/page=2>; rel="next"/);
  const all = await paginate(rest.pulls.list, { ...REPOSITORY, per_page: 2 });
  expect(all.map(({ number }) => number)).toEqual([3, 2, 1]);
});
