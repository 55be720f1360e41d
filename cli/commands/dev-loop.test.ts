import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { askDev, type DevSession, keyOf, runDev } from '../testing/run-dev.ts';
import { createWorkspace, SMALL_PROJECT, type Workspace } from '../testing/run-flagforge.ts';

const open: { workspace: Workspace; session: DevSession }[] = [];

afterEach(async () => {
  for (const { workspace, session } of open.splice(0)) {
    await session.end();
    workspace.remove();
  }
});

function start(workspace: Workspace): DevSession {
  const session = runDev(workspace, ['--port', '0']);
  open.push({ workspace, session });
  return session;
}

const FLAG = SMALL_PROJECT['flags/dark-mode.yaml'] ?? '';
const ON = FLAG.replace('default: off', 'default: on');

/** A second terminal: its answer as JSON. */
function command(workspace: Workspace, words: readonly string[], code = 0): Record<string, unknown> {
  const run = workspace.run([...words, '--json']);
  if (run.code !== code) throw new Error(`${words.join(' ')}: exit ${run.code}\n${run.stderr}${run.stdout}`);
  return JSON.parse(run.stdout) as Record<string, unknown>;
}

// A dozen processes, one after the other, on machines that are busy with other tests.
const LONG_MS = 90_000;

test(
  'a save is published and audited, and other terminals kill, revive, roll back and make keys',
  async () => {
    const workspace = createWorkspace();
    const path = join(workspace.root, 'flags/dark-mode.yaml');
    let session = start(workspace);
    let ready = await session.next('ready');
    expect(ready).toMatchObject({ database: 'Postgres in flags/.flagforge/pg', redis: null });
    const production = keyOf(ready, 'production');

    writeFileSync(path, ON);
    expect(await session.next('changed')).toMatchObject({
      environments: { production: ['dark-mode'] },
      versions: { development: 1, staging: 1, production: 2 },
    });
    expect((await askDev(ready.url, production)).body).toMatchObject({ value: true, version: 2 });
    const log = command(workspace, ['audit', 'log', '--flag', 'dark-mode', '--environment', 'production']);
    expect(JSON.stringify(log)).toMatch(/"actor":"local:[^"]+"/);
    expect(JSON.stringify(log)).toMatch(/"version":2/);

    const reason = ['--reason', 'errors since 14:02'];
    command(workspace, ['kill', 'dark-mode', '--environment', 'production', '--yes', ...reason]);
    expect(await session.next('elsewhere')).toMatchObject({
      action: 'kill',
      environment: 'production',
      version: 3,
      flags: ['dark-mode'],
      actor: expect.stringMatching(/^local:/),
      reason: 'errors since 14:02',
    });
    expect((await askDev(ready.url, production)).body).toMatchObject({ value: false, reason: 'killed', version: 3 });

    // It outlasts a save, a crash and a restart.
    writeFileSync(path, FLAG);
    await session.next('changed');
    expect((await askDev(ready.url, production)).body).toMatchObject({ value: false, reason: 'killed', version: 4 });
    writeFileSync(path, ON);
    await session.next('changed');
    await session.end('SIGKILL');
    expect(command(workspace, ['status'], 1)).toBeTypeOf('object');
    session = start(workspace);
    ready = await session.next('ready');
    expect(keyOf(ready, 'production')).toBe(production);
    expect((await askDev(ready.url, production)).body).toMatchObject({ value: false, reason: 'killed', version: 5 });

    command(workspace, ['revive', 'dark-mode', '--environment', 'production', '--unapproved', ...reason]);
    expect(await session.next('elsewhere')).toMatchObject({ action: 'revive', version: 6 });
    expect((await askDev(ready.url, production)).body).toMatchObject({ value: true, version: 6 });

    const created = command(workspace, ['keys', 'create', '--environment', 'production', '--kind', 'server']);
    const secret = /ff_server_production_[A-Za-z0-9_-]+/.exec(JSON.stringify(created))?.[0] ?? '';
    expect(await session.next('keys')).toMatchObject({ environment: 'production', count: 3 });
    expect((await askDev(ready.url, secret)).body).toMatchObject({ value: true });

    // Back to where it was off; the next save of what was withdrawn is not published, and dev says why.
    command(workspace, ['rollback', '--to', '1', '--environment', 'production', '--yes', ...reason]);
    expect(await session.next('elsewhere')).toMatchObject({ action: 'rollback', version: 7 });
    expect((await askDev(ready.url, production)).body).toMatchObject({ value: false, version: 7 });
    writeFileSync(path, `${ON}  staging: { enabled: true, default: on }\n`);
    expect(await session.next('changed')).toMatchObject({ environments: { staging: ['dark-mode'] } });
    const refused = JSON.stringify(await session.next('refused'));
    expect(refused).toContain('"environment":"production","code":"FF3005"');
    expect(refused).toContain('dark-mode');
    expect((await askDev(ready.url, production)).body).toMatchObject({ value: false, version: 7 });
    writeFileSync(path, FLAG);
    expect(await session.next('changed')).toMatchObject({ versions: { production: 8 } });

    expect(workspace.run(['audit', 'verify'])).toMatchObject({ code: 0 });
    expect(await session.end()).toBe(0);
    // The same command, while no dev runs.
    expect(workspace.run(['audit', 'verify'])).toMatchObject({ code: 0 });
    const left = ['.gitignore', 'dev-keys.json', 'history.git', 'pg'];
    expect(readdirSync(join(workspace.root, 'flags/.flagforge')).sort()).toEqual(left);
  },
  LONG_MS,
);

test('a deleted folder of dev begins anew, and says so; the user’s repository is never written', async () => {
  const workspace = createWorkspace();
  const git = (...words: string[]): string =>
    spawnSync('git', words, {
      cwd: workspace.root,
      encoding: 'utf8',
      env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', HOME: workspace.root },
    }).stdout;
  git('init', '--quiet');
  const session = start(workspace);
  const ready = await session.next('ready');
  rmSync(join(workspace.root, 'flags/.flagforge'), { recursive: true });
  expect(await session.next('note')).toMatchObject({ text: expect.stringContaining('was deleted') });
  workspace.write({ 'flags/dark-mode.yaml': ON });
  let changed = await session.next('changed');
  while (!JSON.stringify(changed).includes('dark-mode')) changed = await session.next('changed');
  expect((await askDev(ready.url, keyOf(ready, 'production'))).body).toMatchObject({ value: true });
  expect(command(workspace, ['status'])).toBeTypeOf('object');
  expect(git('count-objects').trim()).toBe('0 objects, 0 kilobytes');
  expect(git('status', '--porcelain', '--untracked-files=all')).not.toContain('.flagforge');
  expect(await session.end()).toBe(0);
});

test('another project under the same roof has its own versions, and environments come and go', async () => {
  const workspace = createWorkspace();
  const config = SMALL_PROJECT['flags/flagforge.yaml'] ?? '';
  const session = start(workspace);
  const ready = await session.next('ready');
  const production = keyOf(ready, 'production');
  workspace.write({ 'flags/dark-mode.yaml': ON });
  await session.next('changed');
  expect((await askDev(ready.url, production)).body).toMatchObject({ value: true, version: 2 });

  workspace.write({ 'flags/flagforge.yaml': config.replace('acme', 'globex') });
  expect(await session.next('note')).toMatchObject({ text: expect.stringContaining('globex/shop') });
  await session.next('changed');
  expect((await askDev(ready.url, production)).body).toMatchObject({ value: true, version: 1 });
  workspace.write({ 'flags/flagforge.yaml': config });
  await session.next('changed');
  expect((await askDev(ready.url, production)).body).toMatchObject({ value: true, version: 2 });

  workspace.write({ 'flags/flagforge.yaml': config.replace('staging: {}', 'staging: {}, preview: {}') });
  expect(await session.next('changed')).toMatchObject({ versions: { preview: 1 } });
});
