import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { askDev as ask, type DevSession, keyOf, runDev } from '../testing/run-dev.ts';
import { createWorkspace, SMALL_PROJECT, type Workspace } from '../testing/run-flagforge.ts';

const open: { workspace: Workspace; session: DevSession }[] = [];

afterEach(async () => {
  const all = open.splice(0);
  // Two of them may share a folder.
  for (const { session } of all) await session.end();
  for (const { workspace } of all) workspace.remove();
});

function startDev(workspace: Workspace, words: readonly string[] = ['--port', '0']): DevSession {
  const session = runDev(workspace, words);
  open.push({ workspace, session });
  return session;
}

const FLAG = SMALL_PROJECT['flags/dark-mode.yaml'] ?? '';

test('serves the project, follows its edits, keeps the last good state and ends cleanly', async () => {
  const workspace = createWorkspace();
  const path = join(workspace.root, 'flags/dark-mode.yaml');
  const session = startDev(workspace);
  const ready = await session.next('ready');
  const production = keyOf(ready, 'production');
  expect((await ask(ready.url, production)).body).toMatchObject({ value: false, reason: 'default', version: 1 });
  expect(await ask(ready.url, 'ff_server_somebodyelse')).toMatchObject({ status: 401 });

  // The curl line works when pasted, and its answer shows something.
  const curl = spawnSync('sh', ['-c', String(ready.curl)], { encoding: 'utf8' });
  if (curl.error === undefined && curl.status !== 127) {
    expect(curl.stdout).toMatch(/^{"value":true,"variant":"on","reason":"rule_match"/);
  }

  // The function of the edge answers client keys on a port of its own.
  const atEdge = async (): Promise<unknown> => {
    const { client } = (ready.keys as { environment: string; client: string }[]).find(
      ({ environment }) => environment === 'production',
    ) ?? { client: '' };
    const headers = { 'x-api-key': client, 'x-flagforge-context': 'e30' };
    const response = await fetch(`${String(ready.edge)}/v1/evaluate?flagKey=dark-mode`, { headers });
    return [response.headers.get('x-cache'), ((await response.json()) as { version: number }).version];
  };
  await vi.waitFor(async () => expect(await atEdge()).toEqual(['FunctionGeneratedResponse from cloudfront', 1]));

  const editedAt = performance.now();
  writeFileSync(path, FLAG.replace('default: off', 'default: on'));
  expect(await session.next('changed')).toMatchObject({ environments: { production: ['dark-mode'] } });
  expect((await ask(ready.url, production)).body).toMatchObject({ value: true, reason: 'default', version: 2 });
  expect((await ask(ready.url, keyOf(ready, 'staging'))).body).toMatchObject({ version: 1 });
  // 300 ms on a machine that does nothing else; tests share theirs.
  expect(performance.now() - editedAt).toBeLessThan(3_000);
  await vi.waitFor(async () => expect(await atEdge()).toEqual(['FunctionGeneratedResponse from cloudfront', 2]));

  writeFileSync(path, FLAG.replace('serve: on', 'serve: onn'));
  const broken = await session.next('broken');
  expect(broken).toMatchObject({ isServing: true, diagnostics: [{ code: 'FF1203', file: 'dark-mode.yaml' }] });
  expect((await ask(ready.url, production)).body).toMatchObject({ value: true, version: 2 });

  // As editors save: a file beside, renamed over the old one.
  writeFileSync(join(workspace.root, 'flags/.dark-mode.swp'), FLAG);
  renameSync(join(workspace.root, 'flags/.dark-mode.swp'), path);
  expect(await session.next('changed')).toMatchObject({ isMended: true });
  expect((await ask(ready.url, production)).body).toMatchObject({ value: false });

  // A folder that was not there before is followed too.
  mkdirSync(join(workspace.root, 'flags/segments'));
  workspace.write({ 'flags/segments/beta.yaml': 'description: x\ninclude: [u-1]\n' });
  await session.next('changed');
  writeFileSync(path, FLAG.replace('email ends_with "@acme.com"', 'segment "beta"'));
  expect(await session.next('changed')).toMatchObject({ environments: { production: ['dark-mode'] } });
  rmSync(path);
  expect(await session.next('broken')).toMatchObject({ diagnostics: [{ code: 'FF1127' }] });

  expect(await session.end()).toBe(0);
});

test('keys stay the same across restarts, in a folder that git ignores, for this user only', async () => {
  const workspace = createWorkspace();
  const first = startDev(workspace);
  const { keys } = await first.next('ready');
  await first.end();
  const file = join(workspace.root, 'flags/.flagforge/dev-keys.json');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(workspace.root, 'flags/.flagforge/.gitignore'), 'utf8')).toBe('*\n');
  const second = startDev(workspace);
  expect((await second.next('ready')).keys).toEqual(keys);
  expect(workspace.run(['validate']).code).toBe(0);
});

test('a project that is broken at the start is served once it is mended', async () => {
  const workspace = createWorkspace({
    ...SMALL_PROJECT,
    'flags/dark-mode.yaml': FLAG.replace('serve: on', 'serve: onn'),
  });
  const session = startDev(workspace);
  const { url } = await session.next('listening');
  expect(await session.next('broken')).toMatchObject({ isServing: false });
  expect((await fetch(`${String(url)}/readyz`)).status).toBe(503);
  workspace.write({ 'flags/dark-mode.yaml': FLAG });
  const ready = await session.next('ready');
  expect((await fetch(`${String(url)}/readyz`)).status).toBe(200);
  expect((await ask(url, keyOf(ready, 'development'))).body).toMatchObject({ value: true });

  // An edit of a good state mends nothing.
  workspace.write({ 'flags/dark-mode.yaml': FLAG.replace('default: off', 'default: on') });
  expect(await session.next('changed')).toMatchObject({ isMended: false });
});

test('a folder that goes away and comes back, as in a checkout, is followed on', async () => {
  const workspace = createWorkspace();
  const folder = join(workspace.root, 'flags');
  const session = startDev(workspace);
  const ready = await session.next('ready');
  renameSync(folder, `${folder}-away`);
  expect(await session.next('broken')).toMatchObject({
    isServing: true,
    diagnostics: [],
    problem: 'there is no project in flags any more',
  });
  expect((await ask(ready.url, keyOf(ready, 'production'))).body).toMatchObject({ value: false });
  workspace.write(SMALL_PROJECT);
  expect(await session.next('changed')).toMatchObject({ isMended: true, environments: {} });
  workspace.write({ 'flags/dark-mode.yaml': FLAG.replace('default: off', 'default: on') });
  expect(await session.next('changed')).toMatchObject({ isMended: false });
  expect((await ask(ready.url, keyOf(ready, 'production'))).body).toMatchObject({ value: true, version: 2 });
  expect(await session.end()).toBe(0);
});

test('a port in use is said with the next step, exit 3; a second dev of a project is told of the first', async () => {
  const workspace = createWorkspace();
  const session = startDev(workspace);
  const { url } = await session.next('listening');
  const port = new URL(String(url)).port;
  const second = workspace.run(['dev', '--port', '0']);
  expect(second).toMatchObject({ code: 3, stdout: '' });
  expect(second.stderr).toMatch(/FF3170 .*process \d+/);
  expect(second.stderr).toContain(String(url));

  const other = createWorkspace();
  const run = other.run(['dev', '--port', port]);
  other.remove();
  expect(run).toMatchObject({ code: 3, stdout: '' });
  expect(run.stderr).toContain(`port ${port} on 127.0.0.1 is in use`);
  expect(run.stderr).toContain(`flagforge dev --port ${Number(port) + 1}`);
});
