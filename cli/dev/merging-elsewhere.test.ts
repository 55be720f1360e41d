/** What other processes propose and merge, while dev runs and while it does not. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { Database } from '../database/database.ts';
import { connectToDev } from '../embedded/connect-to-dev.ts';
import { openEmbedded } from '../embedded/open-embedded.ts';
import { type OpenLocalForge, openLocalForge } from '../forge/local/open-local-forge.ts';
import { privateGitEnvironment } from '../git/git-environment.ts';
import { runHere } from '../testing/fake-terminal.ts';
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
  production: { enabled: true, default: off }
`;
const ON = FLAG.replace('default: off', 'default: on');
const OFF_IN_DEVELOPMENT = FLAG.replace('development: { enabled: true', 'development: { enabled: false');

let dev: DevHere | null = null;
let folder = '';
afterEach(async () => {
  await dev?.end();
  dev = null;
  removeFolder(folder);
});

async function start(): Promise<DevHere> {
  dev = await runDevHere(folder);
  return dev;
}

/** The forge of another process of this user: it judges by itself. */
function forgeOn(database: Database): OpenLocalForge {
  const place = {
    folder: join(folder, '.flagforge/history.git'),
    env: privateGitEnvironment({ PATH: process.env['PATH'], HOME: folder }),
  };
  const name = { organization: 'acme', project: 'shop' };
  return openLocalForge({ ...name, place, database, directory: folder, mayMerge: async () => {} });
}

async function proposeApproved(forge: OpenLocalForge, text: string, here: DevHere): Promise<string> {
  const [ada, eddie] = here.project().users.map(forgeUserOf);
  if (ada === undefined || eddie === undefined) throw new Error('two users');
  const files = [{ path: 'dark-mode.yaml', text }];
  const baseCommit = await forge.baseCommit();
  const { number, head } = await forge.open({ title: 'Dark for all', body: '', baseCommit, files, proposer: eddie });
  await forge.review(number, { by: ada, head, verdict: 'approved', body: '' });
  return head;
}

const ADA = { identity: 'clerk:user_ada', kind: 'human', name: 'Ada Admin', claims: ['clerk:org:admin'] } as const;

test('what another process proposes and merges is told, served, and committed once', async () => {
  folder = createProjectFolder({ 'flagforge.yaml': CONFIG, 'dark-mode.yaml': FLAG });
  const here = await start();
  const connection = await connectToDev(folder);
  if (connection === null) throw new Error('dev runs');
  const forge = forgeOn(connection.database);
  const head = await proposeApproved(forge, ON, here);
  expect(await here.next('request')).toMatchObject({ number: 1, what: 'opened', by: 'Eddie Editor' });
  expect(await here.next('request')).toMatchObject({ number: 1, what: 'approved', by: 'Ada Admin' });
  const merged = await forge.merge(1, { by: ADA, head });
  expect(await here.next('request')).toMatchObject({ what: 'merged', by: 'Ada Admin' });
  expect(await here.next('changed')).toMatchObject({ versions: { production: 2 } });
  expect(here.snapshot('production')).toMatchObject({ version: 2, commit: merged.mergeCommit });
  here.write({ 'dark-mode.yaml': `${ON}tags: [web]\n` });
  await here.next('changed');
  const { repository } = here.project();
  expect(await repository.resolve('main~1')).toBe(merged.mergeCommit);
  await connection.database.close();
});

test('what was merged and cut off while no dev ran is finished at the next start, published as reviewed, and proved', async () => {
  folder = createProjectFolder({ 'flagforge.yaml': CONFIG, 'dark-mode.yaml': FLAG });
  const first = await start();
  const head = await proposeApproved(first.project().forge, ON, first);
  await first.end();
  dev = null;
  const database = await openEmbedded(join(folder, '.flagforge/pg'));
  const forge = forgeOn(database);
  const from = await forge.baseCommit();
  const { mergeCommit: to } = await forge.merge(1, { by: ADA, head });
  await database.close();
  // As a process leaves it that is killed after the branch was moved and before a file was written.
  writeFileSync(join(folder, 'dark-mode.yaml'), FLAG);
  const journal = { number: 1, from, to, by: ADA.identity };
  writeFileSync(join(folder, '.flagforge/history.git/flagforge-merge.json'), JSON.stringify(journal));

  const here = await start();
  expect(here.said.map(({ event, text }) => text ?? event)).toEqual([
    'listening',
    '#1 was being merged when its process ended: it is merged now',
    '#1 was merged before this start, and is published now: production v2',
    'ready',
  ]);
  expect(here.text('dark-mode.yaml')).toBe(ON);
  expect(here.snapshot('production')).toMatchObject({ version: 2, commit: to });
  const rows = await here.parts.database.transaction({ as: 'auditor', organization: 'acme', isReadOnly: true }, (tx) =>
    tx.query<{ actor: string; change_request: string }>(
      'select actor, change_request from audit.entries where version = 2',
    ),
  );
  expect(rows).toEqual([{ actor: 'clerk:user_ada', change_request: '#1' }]);
  // A save on top, and then everything is proved from the history.
  here.write({ 'dark-mode.yaml': OFF_IN_DEVELOPMENT });
  await here.next('changed', 'development');
  await here.end();
  dev = null;
  const verified = await runHere(folder, ['audit', 'verify', '--dir', folder], { now: Date.now() });
  expect(verified, verified.stderr + verified.stdout).toMatchObject({ code: 0 });
});
