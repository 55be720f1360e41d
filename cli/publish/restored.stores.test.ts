/** Postgres was restored from a backup, and evaluators and Redis have seen versions that it does not know. */
import { storeLayout } from '@flagforge/sdk/snapshot';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/postgres.ts';
import { booleanFlag, createPublishPlace, type PublishPlace } from '../testing/publish-place.ts';
import { type RunningEvaluator, startEvaluator } from '../testing/start-evaluator.ts';

let place: PublishPlace;
let restored: TestDatabase;
let evaluator: RunningEvaluator;
let key: string;
/** Commands on the database that knows v1 only. */
let run: (...words: string[]) => ReturnType<PublishPlace['run']>;

const ask = () => evaluator.ask('a', key);
const reaches = (expected: object) => vi.waitFor(async () => expect(await ask()).toMatchObject(expected), 10_000);
const restart = async (): Promise<void> => {
  await evaluator.kill();
  evaluator = await startEvaluator(place, { DATABASE_URL: '' });
};

beforeEach(async () => {
  place = await createPublishPlace(
    { 'flags/a.yaml': booleanFlag('on') },
    'environments: { production: { approvals: 0 } }\n',
  );
  restored = await createTestDatabase();
  const login = await restored.createLogin('publisher', place.organization);
  run = (...words) => place.run(words, { DATABASE_URL: restored.urlOf(login) });
  await place.run(['publish'], { DATABASE_URL: restored.urlOf(login), REDIS_URL: '' });

  await place.run(['publish']);
  const created = await place.run(['keys', 'create', '--kind', 'server', '--environment', 'production', '--json']);
  ({ key } = JSON.parse(created.stdout) as { key: string });
  for (const serves of ['on', 'off'] as const) {
    place.repository.commit({ 'flags/b.yaml': booleanFlag(serves) });
    await place.run(['publish']);
  }
  evaluator = await startEvaluator(place, { DATABASE_URL: '' });
  await reaches({ value: true, version: 3 });
});
afterEach(async () => {
  await evaluator.kill();
  await Promise.all([restored.drop(), place.remove()]);
});

test('a kill that no evaluator takes says so; with the copy deleted and a restart it is off', async () => {
  const killed = await run('kill', 'a', '--reason', 'errors', '--yes');
  expect(killed.code).toBe(1);
  expect(killed.stdout).toMatch(/^a is killed in production, and serves off on 0 of 1 evaluator /m);
  expect(killed.stdout).toMatch(/^NOT on 1 evaluator: it serves something newer .* flagforge explain FF3012$/m);
  expect(killed.stdout).not.toContain('follow when they reach a store');
  const { snapshot } = storeLayout({ organization: place.organization, project: 'shop', environment: 'production' });
  expect(killed.stderr).toContain(snapshot);
  expect(killed.stderr).not.toContain('follow by themselves');
  expect(await ask()).toMatchObject({ value: true, version: 3 });

  const redis = new Redis(inject('stores').redisUrl);
  await redis.del(snapshot);
  redis.disconnect();
  expect((await run('publish', '--resume')).code).toBe(0);
  // An older version is no reason to leave a newer one: it must forget that first.
  expect(await ask()).toMatchObject({ version: 3 });
  await restart();
  await reaches({ value: false, version: 2 });
});

test('evaluators follow again as soon as Postgres has passed what they saw', async () => {
  const live = [];
  for (const serves of ['on', 'off', 'on'] as const) {
    place.repository.commit({ 'flags/a.yaml': booleanFlag('off'), 'flags/b.yaml': booleanFlag(serves) });
    live.push(/Live on (\d) of 1/.exec((await run('publish')).stdout)?.[1]);
  }
  // v2, another v3 than the one that is served, and v4.
  expect(live).toEqual(['0', '0', '1']);
  expect(await ask()).toMatchObject({ value: false, version: 4 });
  expect((await run('publish', '--resume')).code).toBe(0);
});
