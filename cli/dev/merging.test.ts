/** Two users of this machine: one proposes, the other approves; dev merges, writes the files, publishes and tells. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type { ForgeUser } from '../forge/forge.ts';
import { createProjectFolder, type DevHere, removeFolder, runDevHere } from '../testing/run-dev-here.ts';
import { forgeUserOf } from './local-users.ts';

const CONFIG = `version: 1
organization: acme
project: shop
environments: { development: {}, staging: {}, production: {} }
unit: userId
`;
const FLAG = `description: Dark colours
type: boolean
owner: web
kind: permanent
environments:
  development: { enabled: true, default: on }
  # nobody yet
  production: { enabled: true, default: off }
`;
const ON = FLAG.replace('default: off', 'default: on');

let dev: DevHere | null = null;
afterEach(async () => {
  await dev?.end();
  if (dev !== null) removeFolder(dev.directory);
  dev = null;
});

async function start(flag = FLAG): Promise<DevHere> {
  dev = await runDevHere(createProjectFolder({ 'flagforge.yaml': CONFIG, 'dark-mode.yaml': flag }));
  return dev;
}

function users(here: DevHere): { ada: ForgeUser; eddie: ForgeUser } {
  const [ada, eddie] = here.project().users.map(forgeUserOf);
  if (ada === undefined || eddie === undefined) throw new Error('two users');
  return { ada, eddie };
}

async function propose(here: DevHere, text: string, title = 'Dark for all'): Promise<string> {
  const { forge } = here.project();
  const baseCommit = await forge.baseCommit();
  const files = [{ path: 'dark-mode.yaml', text }];
  const { head } = await forge.open({ title, body: '', baseCommit, files, proposer: users(here).eddie });
  return head;
}

test('a change is refused to its author, approved by another, merged, served and audited with both names', async () => {
  const here = await start();
  const { ada, eddie } = users(here);
  const { forge } = here.project();
  const head = await propose(here, ON);
  expect(await here.next('request')).toMatchObject({
    number: 1,
    what: 'opened',
    by: 'Eddie Editor',
    title: 'Dark for all',
  });
  await expect(forge.review(1, { by: eddie, head, verdict: 'approved', body: '' })).rejects.toMatchObject({
    code: 'FF4157',
  });
  await expect(forge.merge(1, { by: eddie, head })).rejects.toMatchObject({ exitCode: 1, code: 'FF4168' });
  expect(await here.next('note')).toMatchObject({ text: expect.stringContaining('#1 was not merged') });
  expect(here.text('dark-mode.yaml')).toBe(FLAG);

  await forge.review(1, { by: ada, head, verdict: 'approved', body: '' });
  expect(await here.next('request')).toMatchObject({ what: 'approved', by: 'Ada Admin' });
  const merged = await forge.merge(1, { by: eddie, head });
  expect(here.snapshot('production')).toMatchObject({ version: 2, commit: merged.mergeCommit });
  expect(here.text('dark-mode.yaml')).toBe(ON);
  expect(await here.next('request')).toMatchObject({ what: 'merged', by: 'Eddie Editor' });
  expect(await here.next('changed')).toMatchObject({
    environments: { production: ['dark-mode'] },
    versions: { production: 2 },
  });
  const [entry] = await here.parts.database.transaction(
    { as: 'auditor', organization: 'acme', isReadOnly: true },
    (tx) =>
      tx.query<Record<string, string>>(
        `select actor, commit, change_request, approvals::text as approvals from audit.entries
       where environment = 'production' and version = 2`,
      ),
  );
  expect(entry).toMatchObject({ actor: 'clerk:user_eddie', commit: merged.mergeCommit, change_request: '#1' });
  expect(JSON.parse(entry?.['approvals'] ?? '')).toMatchObject([
    { identity: 'clerk:user_ada', commit: head, request: '#1' },
  ]);

  // What was written back makes no second commit; the next save stands on the merge.
  here.write({ 'dark-mode.yaml': `${ON}  staging: { enabled: true, default: on }\n` });
  await here.next('changed', 'staging');
  const { repository } = here.project();
  const saved = await repository.resolve('main');
  expect(await repository.resolve('main~1')).toBe(merged.mergeCommit);
  expect(here.snapshot('staging')).toMatchObject({ commit: saved });
});

test('an edit under way keeps a merge out, and both sides are told', async () => {
  const here = await start();
  const { ada, eddie } = users(here);
  const head = await propose(here, ON);
  const { forge } = here.project();
  await forge.review(1, { by: ada, head, verdict: 'approved', body: '' });
  const broken = FLAG.replace('type: boolean', 'type: boolea');
  writeFileSync(join(here.directory, 'dark-mode.yaml'), broken);
  await expect(forge.merge(1, { by: eddie, head })).rejects.toMatchObject({
    exitCode: 1,
    code: 'FF4155',
    message: expect.stringContaining('dark-mode.yaml (flag dark-mode)'),
  });
  expect(await here.next('note', 'was not merged')).toMatchObject({ text: expect.stringContaining('dark-mode.yaml') });
  expect(here.text('dark-mode.yaml')).toBe(broken);
  expect(await forge.read(1)).toMatchObject({ state: 'open' });
  writeFileSync(join(here.directory, 'dark-mode.yaml'), FLAG);
  await forge.merge(1, { by: eddie, head });
  expect(here.text('dark-mode.yaml')).toBe(ON);
});

test('a save a moment before a merge is taken first, and a change of the same line conflicts with it', async () => {
  const here = await start();
  const { ada, eddie } = users(here);
  const head = await propose(here, ON);
  const { forge } = here.project();
  await forge.review(1, { by: ada, head, verdict: 'approved', body: '' });
  const saved = FLAG.replace(
    'production: { enabled: true, default: off }',
    'production: { enabled: false, default: off }',
  );
  writeFileSync(join(here.directory, 'dark-mode.yaml'), saved);
  await expect(forge.merge(1, { by: eddie, head })).rejects.toMatchObject({ code: 'FF4153' });
  expect(here.text('dark-mode.yaml')).toBe(saved);
  expect(here.snapshot('production')).toMatchObject({ version: 2 });
});

test('files that were read before a merge wrote them do not undo it', async () => {
  const here = await start();
  const { ada, eddie } = users(here);
  const head = await propose(here, ON);
  const { forge } = here.project();
  await forge.review(1, { by: ada, head, verdict: 'approved', body: '' });
  const merging = forge.merge(1, { by: eddie, head });
  while (!existsSync(join(here.directory, '.flagforge/history.git/flagforge-merge.lock'))) await turn();
  here.write({ 'banner.yaml': FLAG });
  await merging;
  expect(await here.next('changed', 'dark-mode')).toMatchObject({ versions: { production: 2 } });
  expect(await here.next('changed')).toMatchObject({ environments: { production: ['banner'] } });
  expect(here.text('dark-mode.yaml')).toBe(ON);
});
