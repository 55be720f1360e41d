import { afterEach, expect, test } from 'vitest';
import { type GitHubStandIn, startGitHub } from '../testing/start-github.ts';
import { createGitHubForge } from './github-forge.ts';
import { type Layer, strictestOf } from './protection-layers.ts';

const started: GitHubStandIn[] = [];

afterEach(async () => {
  for (const github of started.splice(0)) await github.close();
});

async function start(): Promise<GitHubStandIn> {
  const github = await startGitHub({ files: { a: 'b' } });
  started.push(github);
  return github;
}

const read = (github: GitHubStandIn, login: string) =>
  createGitHubForge({
    place: { owner: 'acme', repo: 'web-store', apiUrl: github.url, host: 'github.com' },
    ...{ credentials: { kind: 'token', token: github.as(login).token }, proposers: null, secondMs: 2 },
  }).readProtection('flagforge-audit');

test('a repository without protection says so, to an admin', async () => {
  const { base, anchors, codeOwners, actionsMayApprove } = await read(await start(), 'patlee');
  expect(base).toEqual({
    ...{ branch: 'main', exists: true, requiresRequest: false, approvals: 0, dismissesStale: false },
    ...{ requiresLastPushApproval: false, requiresCodeOwners: false, requiredChecks: [], forbidsForcePush: false },
    ...{ forbidsDeletion: false, bypassedBy: [] },
  });
  expect(anchors).toMatchObject({ branch: 'flagforge-audit', exists: false });
  expect([codeOwners, actionsMayApprove]).toEqual([null, false]);
});

test('rulesets and classic protection count together, each of them', async () => {
  const github = await start();
  github.protect({
    ruleset: { approvals: 2, codeOwners: false, checks: ['check'], bypass: [{ type: 'RepositoryRole', id: 5 }] },
    classic: { approvals: 1, codeOwners: true, checks: ['approvals'], enforceAdmins: false },
    codeownersErrors: ['no such team'],
    actionsMayApprove: true,
  });
  const { base, codeOwners, actionsMayApprove } = await read(github, 'patlee');
  expect(base).toMatchObject({
    ...{ requiresRequest: true, approvals: 2, dismissesStale: true, requiresCodeOwners: true, forbidsForcePush: true },
    ...{ requiredChecks: ['check', 'approvals'], bypassedBy: ['role admin'] },
  });
  expect(codeOwners).toEqual({ path: '.github/CODEOWNERS', problems: ['line 1: Unknown owner, no such team'] });
  expect(actionsMayApprove).toBe(true);
});

test('what may not be read is unknown, and not missing', async () => {
  const github = await start();
  const before = await read(github, 'samortiz');
  expect(before.base).toMatchObject({ requiresRequest: null, approvals: null, requiredChecks: null, bypassedBy: null });
  expect(before.actionsMayApprove).toBeNull();
  github.protect({ ruleset: { approvals: 1 } });
  const after = await read(github, 'samortiz');
  expect(after.base).toMatchObject({ requiresRequest: true, approvals: 1, requiredChecks: null, bypassedBy: null });
});

const layer = (more: Partial<Layer>): Layer => ({
  ...{
    requiresRequest: true,
    approvals: 1,
    dismissesStale: true,
    requiresLastPushApproval: true,
    requiresCodeOwners: true,
  },
  ...{ requiredChecks: [], forbidsForcePush: true, forbidsDeletion: true, bypassedBy: [], ...more },
});

test.each<[string, readonly (Layer | null)[], readonly string[] | null]>([
  ['one that lets nobody off is enough', [layer({ bypassedBy: ['a'] }), layer({})], []],
  [
    'whoever is let off all of them is named',
    [layer({ bypassedBy: ['a'] }), layer({ bypassedBy: ['a', 'b'] })],
    ['a', 'b'],
  ],
  ['one that asks for nothing holds nobody', [layer({ bypassedBy: ['a'] }), layer({ approvals: 0 })], ['a']],
  ['one that does not tell leaves it open', [layer({ bypassedBy: null }), layer({ bypassedBy: ['a'] })], null],
])('who may go around the rules: %s', (_, layers, expected) => {
  expect(strictestOf(layers).bypassedBy).toEqual(expected);
});
