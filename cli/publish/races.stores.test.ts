import { storeLayout } from '@flagforge/sdk/snapshot';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { booleanFlag, createPublishPlace, type PublishPlace } from '../testing/publish-place.ts';
import { type RedisServer, startRedis } from '../testing/redis-server.ts';

let place: PublishPlace;

beforeEach(async () => {
  place = await createPublishPlace(
    { 'flags/a.yaml': booleanFlag('off') },
    'environments: { production: { approvals: 0 } }\n',
  );
});
afterEach(() => place.remove());

const versions = () =>
  place.database.query<{ version: number; commit: string }>(
    'select version, commit from flagforge.snapshots order by version',
  );
/** One entry for each change, and no other: version 1 has the environment and the flag, each later one the flag. */
const entries = async () =>
  (await place.database.query<{ version: number }>('select version from audit.entries order by seq')).map(
    ({ version }) => version,
  );

test('ten publishers of one commit at once: one writes the version, the others find nothing to do', async () => {
  const runs = await Promise.all(Array.from({ length: 10 }, () => place.run(['publish'])));
  expect(runs.map(({ code }) => code)).toEqual(Array.from({ length: 10 }, () => 0));
  expect(runs.filter(({ stdout }) => stdout.includes('nothing -> v1'))).toHaveLength(1);
  expect(runs.filter(({ stdout }) => stdout.includes('nothing to do'))).toHaveLength(9);
  expect(await versions()).toHaveLength(1);
  expect(await entries()).toEqual([1, 1]);
});

test('ten publishers of ten commits that part: one wins, the others are told', async () => {
  await place.run(['publish']);
  const base = place.repository.git('rev-parse', 'HEAD');
  const commits = Array.from({ length: 10 }, (_, index) => {
    place.repository.git('checkout', '--quiet', '--detach', base);
    return place.repository.commit({ 'flags/a.yaml': booleanFlag('on', `tags: [t${index}]\n`), [`f${index}`]: '' });
  });
  const runs = await Promise.all(commits.map((commit) => place.run(['publish', '--commit', commit])));
  const winners = runs.filter(({ code }) => code === 0);
  expect(winners.length).toBeGreaterThanOrEqual(1);
  for (const { code, stderr } of runs) if (code !== 0) expect(stderr).toMatch(/FF3001|FF3002/);
  expect(runs.filter(({ stdout }) => stdout.includes('v1 -> v2'))).toHaveLength(1);
  expect((await versions()).map(({ version }) => version)).toEqual([1, 2]);
  expect(await entries()).toEqual([1, 1, 2]);
});

test('ten publishers of ten commits in a row: versions go up by one, each with its entry, and never back', async () => {
  await place.run(['publish']);
  const commits = Array.from({ length: 10 }, (_, index) =>
    place.repository.commit({ 'flags/a.yaml': booleanFlag(index % 2 === 0 ? 'on' : 'off') }),
  );
  const runs = await Promise.all(commits.map((commit) => place.run(['publish', '--commit', commit])));
  for (const { code, stderr } of runs)
    if (code !== 0) expect(stderr).toMatch(/FF3001|FF3002 .* went to v\d+ \([0-9a-f]{7}, by database:/);
  const written = await versions();
  expect(written.map(({ version }) => version)).toEqual(written.map((_, index) => index + 1));
  expect(await entries()).toEqual([1, ...written.map(({ version }) => version)]);
  const order = written.map(({ commit }) => commits.indexOf(commit));
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect((await place.run(['publish', '--commit', commits.at(-1) ?? ''])).code).toBe(0);
  const [environment] = await place.database.query('select tip from flagforge.environments');
  expect(environment).toEqual({ tip: commits.at(-1) });
});

test('one of two that expect the same version wins it', async () => {
  await place.run(['publish']);
  place.repository.commit({ 'flags/a.yaml': booleanFlag('on') });
  const words = ['publish', '--environment', 'production', '--expect-version', '1'];
  const runs = await Promise.all([place.run(words), place.run(words)]);
  expect(runs.map(({ code }) => code).sort()).toEqual([0, 1]);
  expect(runs.find(({ code }) => code === 1)?.stderr).toMatch(/FF3003/);
});

test('a Redis that goes down in the middle leaves the truth written; --resume finishes when it is back', async () => {
  const server: RedisServer = await startRedis();
  const env = { REDIS_URL: server.url };
  try {
    await place.run(['publish'], env);
    place.repository.commit({ 'flags/a.yaml': booleanFlag('on') });
    await server.kill();
    const { code, stdout, stderr } = await place.run(['publish'], env);
    expect(code).toBe(3);
    expect(stdout).toMatch(/Postgres +v2 +written/);
    expect(stderr).toContain('Postgres is written and complete');
    await server.restart();
    expect((await place.run(['publish', '--resume'], env)).code).toBe(0);
    const redis = new Redis(server.url);
    const layout = storeLayout({ organization: place.organization, project: 'shop', environment: 'production' });
    expect(await redis.hget(layout.snapshot, 'version')).toBe('2');
    redis.disconnect();
  } finally {
    await server.stop();
  }
});
