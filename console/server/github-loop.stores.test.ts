/** A change proposed through the API, as a pull request on GitHub: reviewed and merged there, published, served and proved. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTerminal } from 'flagforge';
import { type GitHubStandIn, startGitHub } from 'flagforge/forge/testing/start-github';
import { openMirror } from 'flagforge/git';
import { noApprovals } from 'flagforge/identity';
import { openDatabase, openTargets } from 'flagforge/stores';
import { createPublishPlace, type PublishPlace, projectFile } from 'flagforge/testing/publish-place';
import { type RunningEvaluator, startEvaluator } from 'flagforge/testing/start-evaluator';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createGitHubProjects } from './projects/github-projects.ts';
import { createApiClient } from './testing/api-client.ts';
import { type StubServer, startStub } from './testing/stub-server.ts';

const config = (login: string): string => `environments: { development: { approvals: 0 }, production: { approvals: 1 } }
people:
  - { name: Kim Adler, clerk: user_kim, github: alexkim, email: [alex@acme.com] }
  - { name: Sam Ortiz, clerk: user_sam, github: samortiz, email: [sam@acme.com] }
  - { name: CI, database: ${login}, email: [] }
access:
  - { who: "github:samortiz", role: admin }
  - { who: "clerk:user_kim", role: editor }
  - { who: "clerk:org:admin", role: admin }
  - { who: "database:${login}", role: admin }
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
let evaluator: RunningEvaluator;
const folder = mkdtempSync(join(tmpdir(), 'flagforge-console-'));
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  place = await createPublishPlace({ 'flags/new-checkout.yaml': FLAG, 'README.md': 'shop\n' });
  place.repository.commit({ 'flags/flagforge.yaml': projectFile(place.organization, config(place.publisher)) });
  expect(await place.run(['publish', '--unapproved', '--reason', 'the project begins'])).toMatchObject({ code: 0 });
  github = await startGitHub({ from: place.repository.root });
  place.repository.git('remote', 'add', 'origin', github.repository);
  evaluator = await startEvaluator(place);
  closers.push(() => evaluator.kill());
  const env = { ...place.env, ...github.env };
  const terminal = { ...createTerminal(), env };
  const database = await openDatabase(terminal, null);
  const targets = await openTargets(terminal, database, place.repository.root);
  closers.push(() => Promise.all(targets.map((target) => target.close())));
  const mirror = await openMirror(join(folder, 'clone.git'), github.repository, env);
  const [owner = '', repo = ''] = github.name.split('/');
  server = await startStub({
    projects: createGitHubProjects({
      ...{ terminal, mirror, database, targets, sign: null, approvals: noApprovals() },
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

test('is a pull request of the bot: refused to its proposer, approved by another, merged, published, served and proved', async () => {
  const { call } = createApiClient(server.url);
  const [asKim, asSam] = ['kim', 'sam'].map((name) => `${name}~member~${place.organization}`) as [string, string];
  const flag = await call(asKim, 'GET', '/v1/flags/new-checkout');
  expect(flag.status, flag.body.detail).toBe(200);
  expect(flag.body.source).toBe(FLAG);
  const proposed = await call(asKim, 'PATCH', '/v1/flags/new-checkout/target', {
    environment: 'production',
    rollout_percentage: 100,
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
  expect(await check()).toMatchObject({
    isApproved: false,
    demands: [{ needed: 1, couldApprove: ['Sam Ortiz'] }],
  });

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

  // Published from a clone, as CI does; who agreed is asked of GitHub again.
  const wish = { kind: 'server', environment: 'production' };
  expect((await call(asKim, 'POST', '/v1/keys', wish)).status).toBe(403);
  const created = await call(`ada~admin~${place.organization}`, 'POST', '/v1/keys', wish);
  expect(created.status, created.body.detail).toBe(201);
  const { key } = created.body;
  await vi.waitFor(async () => expect((await evaluator.ask('new-checkout', key)).value).toBe(false), 10_000);
  place.repository.git('fetch', '--quiet', 'origin', 'main');
  place.repository.git('reset', '--quiet', '--hard', 'FETCH_HEAD');
  const published = await place.run(['publish', '--environment', 'production'], github.env);
  expect(published.code, published.stdout + published.stderr).toBe(0);
  await vi.waitFor(async () => expect((await evaluator.ask('new-checkout', key)).value).toBe(true), 10_000);

  // Audited with who approved; the request names who proposed.
  const audit = await call(asKim, 'GET', '/v1/audit?flag=new-checkout&limit=1');
  expect(audit.body.entries).toMatchObject([
    {
      ...{ action: 'publish', commit: merge, changeRequest: `#${number}`, person: 'CI', isUnapproved: false },
      approvals: [{ person: 'Sam Ortiz', identity: 'github:samortiz', commit: head, request: `#${number}` }],
    },
  ]);
  expect((await call(asSam, 'GET', at)).body.changeRequest).toMatchObject({ proposer: { name: 'Kim Adler' } });
  const verified = await place.run(['audit', 'verify'], github.env);
  expect(verified.code, verified.stdout + verified.stderr).toBe(0);
});
