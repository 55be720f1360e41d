/**
 * The same calls against a GitHub that we did not write: the npm package `emulate`, pinned at 0.11.2.
 */
import { createEmulator } from 'emulate';
import { Octokit } from 'octokit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findFreePort } from '../../testing/free-port.ts';
import { createGitHubForge } from './github-forge.ts';

type Emulator = Awaited<ReturnType<typeof createEmulator>>;

const OWN = { owner: 'patlee', repo: 'web-store' };
let emulator: Emulator | null = null;

beforeAll(async () => {
  emulator = await createEmulator({
    ...{ service: 'github', port: await findFreePort() },
    seed: {
      tokens: {
        'token-of-pat': { login: 'patlee', scopes: ['repo'] },
        'token-of-sam': { login: 'samortiz', scopes: ['repo'] },
      },
      github: {
        users: [{ login: 'patlee' }, { login: 'samortiz' }],
        repos: [{ owner: 'patlee', name: 'web-store', auto_init: true }],
      },
    },
  });
});

afterAll(async () => {
  await emulator?.close();
});

const forgeOf = (token: string) =>
  createGitHubForge({
    place: { ...OWN, apiUrl: emulator?.url ?? '', host: 'github.com' },
    ...{ credentials: { kind: 'token', token }, proposers: null, secondMs: 5 },
  });

/**
 * Left out, because the emulator lacks them or does them wrong: whether the files of a request are listed (none are), what
 * its commits are (the base is among them), whether its head follows its branch (it stays), what reviewers may do, the
 * request of a commit, rules of branches, CODEOWNERS, and that nobody approves their own. Our own stand-in has them.
 */
test('a change is opened, updated, listed, read, reviewed, commented on and merged', async () => {
  const forge = forgeOf('token-of-pat');
  expect(await forge.baseBranch()).toBe('main');
  const baseCommit = await forge.baseCommit();
  const files = ['flags/a.yaml', 'flags/b.yaml'].map((path) => ({ path, text: 'type: boolean\n' }));
  const opened = await forge.open({ title: 'A flag', body: 'New', baseCommit, proposer: null, files });
  expect(opened).toMatchObject({
    ...{ number: 1, title: 'A flag', body: 'New', state: 'open', base: 'main', baseCommit, mergeCommit: null },
    opener: { identity: 'github:patlee', kind: 'human' },
  });
  expect(await forge.list({ state: 'open', limit: 10 })).toEqual([opened]);
  const change = { title: 'More', files: [{ path: 'flags/a.yaml', text: 'type: string\n' }], proposer: null };
  const updated = await forge.update(1, opened.head, change);
  expect(updated.head).not.toBe(opened.head);
  const { rest } = new Octokit({ baseUrl: emulator?.url ?? '', auth: 'token-of-sam' });
  const { data: tip } = await rest.git.getRef({ ...OWN, ref: `heads/${opened.branch}` });
  expect(tip.object.sha).toBe(updated.head);
  await rest.pulls.createReview({ ...OWN, pull_number: 1, event: 'APPROVE' });
  expect(await forge.reviews(1)).toMatchObject([{ by: { identity: 'github:samortiz' }, verdict: 'approved' }]);
  for (const text of ['one', 'two']) await forge.comment(1, 'diff', text);
  const { data: comments } = await rest.issues.listComments({ ...OWN, issue_number: 1 });
  expect(comments.map(({ body }) => body)).toEqual(['<!-- flagforge:diff -->\ntwo']);
  expect(await forge.mergeState(1)).toEqual({ kind: 'mergeable' });
  const { data: merged } = await rest.pulls.merge({ ...OWN, pull_number: 1, merge_method: 'merge' });
  expect(await forge.read(1)).toMatchObject({ state: 'merged', mergeCommit: merged.sha });
  expect(await forge.list({ state: 'open', limit: 10 })).toEqual([]);
});
