/** What one person does reaches the pages of another one, by a real `dev`. */
import { type DevSession, runDev } from 'flagforge/testing/run-dev';
import { createWorkspace, type Workspace } from 'flagforge/testing/run-flagforge';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiClient } from '../testing/api-client.ts';
import { type Listener, listenToEvents } from '../testing/listen-to-events.ts';

const FLAG = 'description: A flag\ntype: boolean\nowner: web\nkind: permanent\nenvironments:\n';
const PROJECT = {
  'flags/flagforge.yaml': `version: 1
organization: acme
project: shop
environments: { staging: { approvals: 0 }, production: { approvals: 1 } }
people:
  - { name: Kim, clerk: user_kim }
  - { name: Sam, clerk: user_sam }
access:
  - { who: "clerk:user_kim", role: editor }
  - { who: "clerk:user_sam", role: admin }
`,
  'flags/a.yaml': `${FLAG}  production: { enabled: true, default: on }\n`,
};

let workspace: Workspace;
let dev: DevSession;
let url: string;
let call: ReturnType<typeof createApiClient>['call'];
let tokens: { readonly kim: string; readonly sam: string };
let listener: Listener;

beforeAll(async () => {
  workspace = createWorkspace(PROJECT);
  dev = runDev(workspace, ['--port', '0', '--console-port', '0']);
  url = String((await dev.next('ready')).console);
  ({ call } = createApiClient(url));
  const signIn = async (user: string) => (await call(null, 'POST', '/v1/dev/session', { user })).body.token;
  tokens = { kim: await signIn('user_kim'), sam: await signIn('user_sam') };
  listener = await listenToEvents(url, tokens.kim);
});

afterAll(async () => {
  listener.leave();
  await dev.end();
  workspace.remove();
});

test('the first event says how things are', async () => {
  expect(await listener.next()).toMatchObject({ name: 'state', what: [], environments: { production: 1 } });
});

test('a kill, a new request, an approval and a merge reach somebody else', async () => {
  const { kim, sam } = tokens;
  expect((await call(sam, 'POST', '/v1/flags/a/kill', { reason: 'a fire', environments: ['production'] })).status).toBe(
    200,
  );
  expect(await listener.hear('flags')).toMatchObject({ environments: { production: 2 } });

  const baseCommit = (await call(kim, 'GET', '/v1/flags')).body.commit;
  const text = `${FLAG}  production: { enabled: true }\n`;
  const files = [{ path: 'b.yaml', text }];
  const opened = await call(kim, 'POST', '/v1/change-requests', { title: 'A flag', baseCommit, files });
  const { number, head } = opened.body.changeRequest;
  await listener.hear('requests');

  expect((await call(sam, 'POST', `/v1/change-requests/${number}/reviews`, { verdict: 'approved', head })).status).toBe(
    201,
  );
  await listener.hear('requests');

  const merged = await call(kim, 'POST', `/v1/change-requests/${number}/merge`, { head });
  expect(merged.status, merged.body.detail).toBe(200);
  const heard = await listener.hear('flags');
  expect(heard.commit).not.toBe(baseCommit);
});

test('a save of a file and a new key reach whoever listens', async () => {
  workspace.write({ 'flags/a.yaml': `${FLAG}  production: { enabled: true, default: off }\n` });
  await listener.hear('flags');
  expect((await call(tokens.sam, 'POST', '/v1/keys', { environment: 'production', kind: 'server' })).status).toBe(201);
  await listener.hear('keys');
});

test('nobody listens without a token, and clients that vanish hurt nobody', async () => {
  expect((await listenToEvents(url, null)).status).toBe(401);
  for (let round = 0; round < 30; round += 1) {
    const gone = await listenToEvents(url, tokens.sam);
    expect(gone.status).toBe(200);
    gone.leave();
  }
  const last = await listenToEvents(url, tokens.sam);
  expect(last.status).toBe(200);
  expect(await last.next()).toMatchObject({ name: 'state' });
  last.leave();
});
