import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { booleanFlag, createPublishPlace, type PublishPlace } from '../testing/publish-place.ts';
import { type RedisServer, startRedis } from '../testing/redis-server.ts';

let place: PublishPlace;
let server: RedisServer;

beforeEach(async () => {
  [place, server] = await Promise.all([createPublishPlace({ 'flags/a.yaml': booleanFlag('on') }), startRedis()]);
});
afterEach(async () => {
  await Promise.all([place.remove(), server.stop()]);
});

test('a kill is in Postgres for every environment while Redis still hangs', async () => {
  const env = { REDIS_URL: server.url };
  expect((await place.run(['publish'], env)).code).toBe(0);
  server.pause();
  const killing = place.run(['kill', 'a', '--reason', 'errors', '--yes'], env);
  await vi.waitFor(async () => {
    const rows = await place.database.query('select version from flagforge.environments order by environment');
    expect(rows).toEqual([{ version: 2 }, { version: 2 }]);
  }, 20_000);
  // Nobody has waited for Redis by then.
  const tried = await place.database.query(
    `select max(attempts) as tried from flagforge.outbox where target = 'redis' and version = 2`,
  );
  expect(tried).toEqual([{ tried: 0 }]);
  server.resume();
  const { code, stdout } = await killing;
  expect(code).toBe(0);
  expect(stdout).toMatch(/^a serves off in development/m);
  expect(stdout).toMatch(/^a serves off in production/m);
});
