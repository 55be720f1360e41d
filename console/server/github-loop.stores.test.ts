/** A change proposed through the API, as a pull request on GitHub, up to its merge. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTerminal } from 'flagforge';
import { type GitHubStandIn, startGitHub } from 'flagforge/forge/testing/start-github';
import { openMirror } from 'flagforge/git';
import { noApprovals } from 'flagforge/identity';
import { openDatabase } from 'flagforge/stores';
import { createPublishPlace, type PublishPlace } from 'flagforge/testing/publish-place';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGitHubProjects } from './projects/github-projects.ts';
import { createApiClient } from './testing/api-client.ts';
import { type StubServer, startStub } from './testing/stub-server.ts';

const CONFIG = `environments: { development: {}, production: { approvals: 1 } }
people:
  - { name: Kim Adler, clerk: user_kim, github: alexkim, email: [kim@acme.com] }
  - { name: Sam Ortiz, clerk: user_sam, github: samortiz, email: [sam@acme.com] }
access:
  - { who: "github:samortiz", role: admin }
  - { who: "clerk:user_kim", role: editor }
`;

const FLAG = `description: New checkout page
type: boolean
owner: web
kind: permanent
environments:
  production: { enabled: true, default: off } # for now
`;

let place: PublishPlace;
let github: GitHubStandIn;
let server: StubServer;
const folder = mkdtempSync(join(tmpdir(), 'flagforge-console-'));
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  place = await createPublishPlace({ 'flags/new-checkout.yaml': FLAG, 'README.md': 'shop\n' }, CONFIG);
  github = await startGitHub({ from: place.repository.root });
  const env = { ...place.env, ...github.env };
  const terminal = { ...createTerminal(), env };
  const database = await openDatabase(terminal, null);
  const mirror = await openMirror(join(folder, 'clone.git'), github.repository, env);
  const [owner = '', repo = ''] = github.name.split('/');
  server = await startStub({
    projects: createGitHubProjects({
      ...{ terminal, mirror, database, targets: [], sign: null, approvals: noApprovals() },
      place: { owner, repo, apiUrl: github.url, host: 'github.com' },
      credentials: { kind: 'token', token: github.token },
    }),
  });
  closers.push(
    () => server.close(),
    () => database.close(),
    () => github.close(),
    () => place.remove(),
  );
});

afterAll(async () => {
  for (const close of closers) await close();
  rmSync(folder, { recursive: true, force: true });
});

test('is a pull request of the bot that its proposer cannot approve, and that counts when somebody else does', async () => {
  const { call } = createApiClient(server.url);
  const [asKim, asSam] = ['kim', 'sam'].map((name) => `${name}~member~${place.organization}`) as [string, string];
  const flag = await call(asKim, 'GET', '/v1/flags/new-checkout');
  expect(flag.status, flag.body.detail).toBe(200);
  expect(flag.body.source).toBe(FLAG);
  const proposed = await call(asKim, 'PATCH', '/v1/flags/new-checkout/target', {
    environment: 'production',
    rollout_percentage: 25,
  });
  expect(proposed.status, proposed.body.detail).toBe(202);
  const { number, head } = proposed.body.changeRequest;
  expect(proposed.body.changeRequest).toMatchObject({
    opener: { identity: 'github:flagforge[bot]', kind: 'bot' },
    proposer: { identity: 'clerk:user_kim', name: 'Kim Adler' },
  });
  expect(await github.git('show', `${head}:flags/new-checkout.yaml`)).toContain('} # for now');

  const at = `/v1/change-requests/${number}`;
  const check = async () => (await call(asSam, 'GET', at)).body.changeRequest.check;
  expect(await check()).toMatchObject({ isApproved: false, demands: [{ needed: 1, couldApprove: ['Sam Ortiz'] }] });

  // On GitHub the bot is its author, so Kim could approve there. Here it is hers.
  await github.approve(number, 'alexkim');
  expect(await check()).toMatchObject({ isApproved: false, demands: [{ refusals: [{ rule: 'own-change' }] }] });
  const here = await call(asSam, 'POST', `${at}/reviews`, { verdict: 'approved', head });
  expect([here.status, here.body.code, here.body.hints]).toEqual([409, 'FF4415', [proposed.body.changeRequest.url]]);
  expect((await call(asSam, 'POST', `${at}/merge`, { head })).body.code).toBe('FF4415');

  await github.approve(number, 'samortiz');
  expect(await check()).toMatchObject({ isApproved: true, demands: [{ approvals: [{ person: 'Sam Ortiz' }] }] });
  const merge = await github.merge(number, 'samortiz');
  const merged = (await call(asSam, 'GET', at)).body.changeRequest;
  expect(merged).toMatchObject({ state: 'merged', mergeCommit: merge, check: null });
  expect(merged.files).toMatchObject([{ path: 'flags/new-checkout.yaml', after: expect.stringContaining('rollout') }]);
});
