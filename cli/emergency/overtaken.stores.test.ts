/** What happens between the look at what is served and the attempt to write: somebody else does something. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openPostgres } from '../database/postgres-database.ts';
import { noApprovals } from '../identity/approval-sources.ts';
import { resolveActor } from '../identity/resolve-actor.ts';
import { booleanFlag, createPublishPlace, type PublishPlace } from '../testing/publish-place.ts';
import type { EmergencyTools } from './emergency-tools.ts';
import { applyKill } from './kill-flag.ts';
import { planKill } from './plan-kill.ts';
import { planRevive } from './plan-revive.ts';
import { planRollback } from './plan-rollback.ts';
import { releaseHold } from './release-hold.ts';
import { applyRevive } from './revive-flag.ts';
import { applyRollback } from './roll-back.ts';

const CONFIG = 'environments: { production: { approvals: 0 } }\n';
const FILES = { 'flags/a.yaml': booleanFlag('on'), 'flags/b.yaml': booleanFlag('on') };

let shop: PublishPlace;
let tools: EmergencyTools;

beforeEach(async () => {
  shop = await createPublishPlace(FILES, CONFIG);
  await shop.run(['publish']);
  const database = await openPostgres(shop.database.urlOf(shop.publisher));
  const publisher = await resolveActor(
    database,
    { env: shop.env, now: Date.now },
    { organization: shop.organization, directory: shop.repository.root },
  );
  tools = { database, targets: [], publisher, approvals: noApprovals(), sign: null, now: Date.now };
});
afterEach(async () => {
  await tools.database.close();
  await shop.remove();
});

const project = () => ({ organization: shop.organization, project: 'shop' });
const killOf = (flag: string) => planKill(tools, { project: project(), flag, environments: null, reason: 'slow' });

const overlays = async () => {
  const [row] = await shop.database.query<{ body: string }>(
    'select body from flagforge.snapshots order by version desc limit 1',
  );
  return (JSON.parse(row?.body ?? '{}') as { overlays: unknown }).overlays;
};

async function publish(files: Readonly<Record<string, string>>): Promise<void> {
  shop.repository.commit(files);
  expect((await shop.run(['publish'])).code).toBe(0);
}

test('a kill goes on, on top of what somebody else published', async () => {
  const plan = await killOf('a');
  await publish({ 'flags/b.yaml': booleanFlag('off') });
  expect(await applyKill(tools, plan)).toMatchObject([{ outcome: 'killed', version: 3 }]);
  expect(await overlays()).toEqual([{ kind: 'kill', flag: 'a' }]);
});

test('a kill that somebody else did says so', async () => {
  const plan = await killOf('a');
  await applyKill(tools, await killOf('a'));
  expect(await applyKill(tools, plan)).toMatchObject([
    { outcome: 'already', already: 'overlay', note: { reason: 'slow', who: `database:${shop.publisher}` } },
  ]);
});

test('a kill that by now would turn on what nobody agreed to is refused', async () => {
  const plan = await killOf('a');
  await publish({ 'flags/c.yaml': booleanFlag('on', 'requires: [{ flag: a, variant: off }]\n') });
  expect(await applyKill(tools, plan)).toMatchObject([
    { outcome: 'refused', written: null, problem: { code: 'FF3032', exitCode: 1 } },
  ]);
  expect(await overlays()).toEqual([]);
});

test('a revive is refused, because its dependants may be others by now', async () => {
  await applyKill(tools, await killOf('a'));
  const request = { project: project(), flag: 'a', environments: null, isUnapproved: false, reason: null };
  const plan = await planRevive(tools, { ...request, byBreakGlass: '' });
  await applyKill(tools, await killOf('b'));
  expect(await applyRevive(tools, plan)).toMatchObject([{ outcome: 'refused', problem: { code: 'FF3032' } }]);
  expect(await overlays()).toHaveLength(2);
});

test('a rollback is refused: what was agreed to was the difference to another version', async () => {
  await publish({ 'flags/b.yaml': booleanFlag('off') });
  const plan = await planRollback(tools, { project: project(), environment: 'production', version: 1, reason: 'x' });
  await applyKill(tools, await killOf('a'));
  await expect(applyRollback(tools, plan)).rejects.toMatchObject({ code: 'FF3032', exitCode: 1 });
  expect(await overlays()).toEqual([{ kind: 'kill', flag: 'a' }]);
});

test('of two releases at once one writes, and no version is lost', async () => {
  await publish({ 'flags/b.yaml': booleanFlag('off') });
  const plan = await planRollback(tools, { project: project(), environment: 'production', version: 1, reason: 'x' });
  await applyRollback(tools, plan);
  const request = {
    ...{ project: project(), environment: 'production', isUnapproved: false, reason: null, byBreakGlass: '' },
  };
  const results = await Promise.allSettled([releaseHold(tools, request), releaseHold(tools, request)]);
  const written = results.filter((result) => result.status === 'fulfilled' && result.value.report !== null);
  expect(written).toHaveLength(1);
  expect(await overlays()).toEqual([]);
});
