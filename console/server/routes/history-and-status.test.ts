/** What a flag's history and the status tell after a merge and a kill, by a real `dev`. */
import type { Snapshot } from '@flagforge/sdk/engine';
import { type DevSession, runDev } from 'flagforge/testing/run-dev';
import { createWorkspace, type Workspace } from 'flagforge/testing/run-flagforge';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HistoryJson } from '../../api/history-json.ts';
import type { KillJson } from '../../api/kill-json.ts';
import type { LiveTimesJson } from '../../api/live-times-json.ts';
import type { SegmentJson } from '../../api/overview-json.ts';
import type { StatusJson } from '../../api/status-json.ts';
import { createApiClient } from '../testing/api-client.ts';

const FLAG = 'description: A flag\ntype: boolean\nowner: web\nkind: temporary\nexpires: 2020-01-31\nenvironments:\n';
const RULE = `    rules: [{ name: ours, if: 'segment "staff"', serve: on }]\n`;
const PROJECT = {
  'flags/flagforge.yaml': `version: 1
organization: acme
project: shop
environments: { staging: { approvals: 0 }, production: { approvals: 1 } }
people:
  - { name: Kim Adler, clerk: user_kim }
  - { name: Sam Ortiz, clerk: user_sam }
access:
  - { who: "clerk:user_kim", role: editor }
  - { who: "clerk:user_sam", role: admin }
`,
  'flags/a.yaml': `${FLAG}  staging: { enabled: true, default: on }\n  production:\n    enabled: true\n${RULE}`,
  'flags/segments/staff.yaml': 'description: Ours\nif: email ends_with "@acme.com"\n',
};

let workspace: Workspace;
let dev: DevSession;
let ask: (
  user: 'kim' | 'sam',
  method: string,
  path: string,
  body?: unknown,
) => ReturnType<ReturnType<typeof createApiClient>['call']>;

beforeAll(async () => {
  workspace = createWorkspace(PROJECT);
  dev = runDev(workspace, ['--port', '0', '--console-port', '0']);
  const { call } = createApiClient(String((await dev.next('ready')).console));
  const signIn = async (user: string) => (await call(null, 'POST', '/v1/dev/session', { user })).body.token;
  const tokens = { kim: await signIn('user_kim'), sam: await signIn('user_sam') };
  ask = (user, method, path, body) => call(tokens[user], method, path, body);

  const baseCommit = (await ask('kim', 'GET', '/v1/flags')).body.commit;
  const text = `${FLAG}  staging: { enabled: true, default: on }\n  production:\n    enabled: true\n${RULE}    default: on\n`;
  const given = { title: 'For all', baseCommit, files: [{ path: 'a.yaml', text }] };
  const { number, head } = (await ask('kim', 'POST', '/v1/change-requests', given)).body.changeRequest;
  await ask('sam', 'POST', `/v1/change-requests/${number}/reviews`, { verdict: 'approved', head });
  expect((await ask('kim', 'POST', `/v1/change-requests/${number}/merge`, { head })).status).toBe(200);
  const kill = { reason: 'errors on /pay', environments: ['production'] };
  expect((await ask('sam', 'POST', '/v1/flags/a/kill', kill)).status).toBe(200);
});

afterAll(async () => {
  await dev.end();
  workspace.remove();
});

test('a history tells who did what, where, and who approved it, newest first', async () => {
  const { events, next } = (await ask('kim', 'GET', '/v1/flags/a/history')).body as unknown as HistoryJson;
  expect(next).toBeNull();
  expect(events.map(({ sentence }) => sentence)).toEqual([
    'Sam Ortiz killed it in production',
    'Kim Adler changed it in production',
    expect.stringMatching(/ added it to production and staging$/),
  ]);
  const [kill, merge] = events;
  expect(kill).toMatchObject({
    reason: 'errors on /pay',
    action: 'kill',
    places: [{ environment: 'production', version: 3 }],
  });
  expect(merge).toMatchObject({
    approvedBy: ['Sam Ortiz'],
    request: expect.stringContaining('1'),
    isUnapproved: false,
  });
  expect(merge?.places[0]?.words.join()).toContain('on');
});

test('pages of a history follow one another', async () => {
  const first = (await ask('kim', 'GET', '/v1/flags/a/history?limit=1')).body as unknown as HistoryJson;
  expect(first.events).toHaveLength(1);
  const rest = (await ask('kim', 'GET', `/v1/flags/a/history?before=${first.next}`)).body as unknown as HistoryJson;
  expect(rest.events.map(({ action }) => action)).toEqual(['publish', 'publish']);
});

test('a status tells what is served, killed and drifted; addresses are for admins', async () => {
  const status = (await ask('sam', 'GET', '/v1/status')).body as unknown as StatusJson;
  const production = status.environments.find(({ environment }) => environment === 'production');
  expect(production).toMatchObject({
    served: { version: 3, action: 'kill', by: 'Sam Ortiz' },
    kills: [{ flag: 'a', by: 'Sam Ortiz', reason: 'errors on /pay' }],
    stores: [{ store: 'bus', state: 'equal', version: 3 }],
    evaluators: [{ id: 'dev', version: 3, state: 'equal' }],
  });
  expect(status.drift).toMatchObject([{ kind: 'kill', environment: 'production' }]);
  expect(status.database).not.toBeNull();
  const seen = (await ask('kim', 'GET', '/v1/status')).body as unknown as StatusJson;
  expect([seen.database, seen.environments[0]?.stores[0]?.address, seen.environments[0]?.evaluators[0]?.host]).toEqual([
    null,
    null,
    null,
  ]);
});

test('a kill tells who, why, and which request would write it into git', async () => {
  const { kills } = (await ask('kim', 'GET', '/v1/kills')).body as unknown as { kills: readonly KillJson[] };
  expect(kills).toMatchObject([
    { flag: 'a', environment: 'production', by: 'Sam Ortiz', reason: 'errors on /pay', request: 2 },
  ]);
});

test('how long a proposal and a kill took to be live is told from what was noted', async () => {
  const { publishes, kills } = (await ask('kim', 'GET', '/v1/status/times')).body as unknown as LiveTimesJson;
  const [newest] = publishes;
  expect(newest).toMatchObject({ environment: 'production', version: 2, request: 1, title: 'For all', stores: 0 });
  expect(newest?.sinceProposalMs).toBeGreaterThan(0);
  expect(newest?.sinceProposalMs ?? 0).toBeGreaterThanOrEqual((newest?.sinceMergeMs ?? 0) - 1_000);
  // What was there at the start came from no request.
  expect(publishes.at(-1)).toMatchObject({ request: null, sinceProposalMs: null });
  expect(kills).toMatchObject([
    { flag: 'a', environment: 'production', version: 3, by: 'Sam Ortiz', reason: 'errors on /pay', storesMs: null },
  ]);
});

test('a flag that is past its day is stale, and a segment says where it is used', async () => {
  const { flags } = (await ask('kim', 'GET', '/v1/flags')).body as unknown as { flags: readonly { state: object }[] };
  expect(flags[0]?.state).toEqual({ kind: 'stale', reasons: ['expired 31 Jan 2020'] });
  const { segments } = (await ask('kim', 'GET', '/v1/segments')).body as unknown as {
    segments: readonly SegmentJson[];
  };
  expect(segments[0]?.uses).toEqual([{ kind: 'flag', name: 'a', places: ['production, rule ours'] }]);
});

test('the snapshot of a flag has what lies over it, and a preview has it as it would be', async () => {
  type Told = { readonly snapshot: Snapshot | null };
  const at = '/v1/flags/a/snapshot?environment=';
  const { snapshot } = (await ask('kim', 'GET', `${at}production`)).body as unknown as Told;
  expect(snapshot).toMatchObject({
    ...{ flags: [{ key: 'a' }], segments: [{ name: 'staff' }] },
    overlays: [{ kind: 'kill', flag: 'a' }],
  });
  expect((await ask('kim', 'GET', `${at}nowhere`)).status).toBe(404);
  expect((await ask('kim', 'GET', '/v1/flags/a/snapshot')).status).toBe(400);
  const files = [{ path: 'a.yaml', text: `${FLAG}  production: { enabled: true, default: on }\n` }];
  const snapshots = { environment: 'production', flag: 'a' };
  const drafted = (await ask('kim', 'POST', '/v1/preview', { files, snapshots })).body as unknown as Told;
  expect(drafted.snapshot).toMatchObject({ flags: [{ key: 'a', default: { serve: 'on' } }], segments: [] });
  expect(((await ask('kim', 'POST', '/v1/preview', { files })).body as unknown as Told).snapshot).toBeNull();
});
