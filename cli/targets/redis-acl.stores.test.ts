import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createRedisUsage, createStoreSources, hashKey, parseWindow } from '@flagforge/evaluator-server';
import { environmentsKey, parseRedisAddress, storeLayout, usageKey } from '@flagforge/sdk/snapshot';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type RedisServer, startRedis } from '../testing/redis-server.ts';
import { sha256 } from './held-document.ts';
import { openRedisTarget } from './redis.ts';
import { testSnapshot } from './testing/test-snapshot.ts';

const README = fileURLToPath(new URL('../README.md', import.meta.url));
const PASSWORD = randomBytes(12).toString('hex');
const PLACE = { organization: 'acme', project: 'shop', environment: 'production' };
const LAYOUT = storeLayout(PLACE);
const COUNTERS = usageKey(LAYOUT, 'minutes:2026-11-01T10:search');
const TICKET = `${LAYOUT.tickets}abc`;

let server: RedisServer;
let admin: Redis;
let evaluator: Redis;

/** The address with a user of the README in it. */
const urlOf = (user: string): string => server.url.replace('redis://', `redis://${user}:${PASSWORD}@`);

beforeAll(async () => {
  server = await startRedis();
  admin = new Redis(server.url);
  const lines = readFileSync(README, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('ACL SETUSER '));
  expect(lines.map((line) => line.split(' ')[2])).toEqual(['flagforge-publisher', 'flagforge-evaluator']);
  for (const line of lines) {
    const [command = '', ...words] = line.replace('>PASSWORD', `>${PASSWORD}`).split(' ');
    await admin.call(command, ...words);
  }
  // Nobody else gets in, as it should be.
  await admin.call('ACL', 'SETUSER', 'default', 'resetpass', '>admin');
  evaluator = new Redis(urlOf('flagforge-evaluator'), { enableReadyCheck: false });
});
afterAll(async () => {
  evaluator.disconnect();
  admin.disconnect();
  await server.stop();
});

test('the publisher of the README can do all that publishing does', async () => {
  const target = await openRedisTarget(urlOf('flagforge-publisher'));
  const document = testSnapshot(PLACE, 1);
  expect(await target.offer(document)).toEqual({ outcome: 'written' });
  expect(await target.offer(document)).toEqual({ outcome: 'held' });
  expect(await target.read(PLACE, 'snapshot')).toMatchObject({ version: 1, hash: document.hash });
  expect(await target.evaluators(PLACE)).toEqual([]);
  await target.close();
});

test('the evaluator of the README serves, follows and reports', async () => {
  const target = await openRedisTarget(urlOf('flagforge-publisher'));
  const address = parseRedisAddress(urlOf('flagforge-evaluator'));
  if ('problem' in address) throw new Error(address.problem);
  const sources = createStoreSources({
    project: { organization: 'acme', project: 'shop' },
    redis: { address, certificates: { ca: null, cert: null, key: null } },
    ...{ environments: null, postgres: null, stateFolder: null, publicKeys: [] },
    timings: { redisMs: 60_000, heartbeatMs: 100 },
  });
  try {
    await sources.keys.start();
    await vi.waitFor(
      async () => expect(await target.evaluators(PLACE)).toMatchObject([{ version: 1, refused: 0 }]),
      10_000,
    );
    const hash = hashKey('ff_server_one');
    const body = JSON.stringify({ keys: [{ environment: 'production', hash, kind: 'server' }] });
    await target.offer({ place: PLACE, kind: 'keys', version: 1, hash: sha256(body), body });
    await vi.waitFor(() => expect(sources.keys.find(hash)).not.toBeNull(), 10_000);
    await target.offer(testSnapshot(PLACE, 2));
    await vi.waitFor(async () => expect(await target.evaluators(PLACE)).toMatchObject([{ version: 2 }]), 10_000);
  } finally {
    await sources.keys.close();
    await target.close();
  }
});

test('the evaluator of the README counts what it answers', async () => {
  const address = parseRedisAddress(urlOf('flagforge-evaluator'));
  if ('problem' in address) throw new Error(address.problem);
  const log: string[] = [];
  const usage = createRedisUsage({
    project: { organization: 'acme', project: 'shop' },
    redis: { address, certificates: { ca: null, cert: null, key: null } },
    ...{ everyMs: 60_000, cells: 1_000, clock: Date.now },
    log: ({ event }) => log.push(event),
  });
  const counts = [{ flagKey: 'search', variant: 'on', n: 4 }];
  usage.add('production', { flagKey: 'search', variant: 'on', n: 3 });
  usage.report({ environment: 'production', origin: 'reported', id: 'r1', at: Date.now(), counts });
  const window = parseWindow('24h', Date.now());
  if (window === null) throw new Error('no window');
  const found = (await usage.read('production', ['search'], window)).get('search');
  expect(found?.server.get('on')).toContain(3);
  expect(found?.reported.get('on')).toContain(4);
  await usage.close();
  expect(log).toEqual([]);
  // Every key that it left ends by itself.
  const keys = await admin.keys(`${LAYOUT.usage}*`);
  expect(keys).toHaveLength(4);
  for (const key of keys) expect(await admin.ttl(key)).toBeGreaterThan(0);
});

describe('the evaluator of the README', () => {
  test.each<[string, readonly (string | number)[]]>([
    ['reads a snapshot', ['HMGET', LAYOUT.snapshot, 'version', 'body']],
    ['reads keys', ['HGETALL', LAYOUT.keys]],
    ['reads which environments there are', ['SMEMBERS', environmentsKey('acme', 'shop')]],
    ['leaves its report', ['HSET', LAYOUT.evaluators, 'id', '{}']],
    ['takes it back', ['HDEL', LAYOUT.evaluators, 'id']],
    ['counts', ['HINCRBY', COUNTERS, '00 s on', 3]],
    ['lets counters end', ['EXPIRE', COUNTERS, 7200]],
    ['counts in a script', ['EVAL', "return redis.call('HINCRBY', KEYS[1], 'a', 1)", 1, COUNTERS]],
    ['takes a ticket', ['SET', TICKET, 'x', 'PX', 60_000, 'GET']],
    ['takes a ticket again', ['SET', TICKET, 'y', 'PX', 60_000, 'XX', 'GET']],
    ['tells another evaluator', ['HSET', `${LAYOUT.tickets}taken:other`, 'abc 1', '']],
  ])('%s', async (_, [command, ...words]) => {
    await expect(evaluator.call(String(command), ...words)).resolves.not.toThrow();
  });

  test.each<[string, readonly (string | number)[]]>([
    ['write a snapshot', ['HSET', LAYOUT.snapshot, 'body', '{}']],
    ['delete a snapshot', ['DEL', LAYOUT.snapshot]],
    ['let a snapshot end', ['EXPIRE', LAYOUT.snapshot, 1]],
    ['let the list of environments end', ['EXPIRE', environmentsKey('acme', 'shop'), 1]],
    ['count in a snapshot', ['HINCRBY', LAYOUT.snapshot, 'version', 1]],
    ['make a ticket of a snapshot', ['SET', LAYOUT.snapshot, 'x']],
    ['delete counters', ['DEL', COUNTERS]],
    ['rename counters', ['RENAME', COUNTERS, LAYOUT.keys]],
    ['write keys', ['HSET', LAYOUT.keys, 'body', '{"keys":[]}']],
    ['write either in a script', ['EVAL', "return redis.call('HSET', KEYS[1], 'body', '')", 1, LAYOUT.snapshot]],
    ['write one that a script does not name', ['EVAL', `return redis.call('DEL', '${LAYOUT.snapshot}')`, 0]],
    ['write the list of environments', ['SADD', environmentsKey('acme', 'shop'), 'x']],
    ['ring the bell', ['PUBLISH', LAYOUT.bell, 'snapshot 9 f']],
    ['write what is not of FlagForge', ['SET', 'session:1', 'x']],
    ['read what is not of FlagForge', ['GET', 'session:1']],
    ['empty it', ['FLUSHALL']],
    ['configure it', ['CONFIG', 'SET', 'maxmemory', '1']],
    ['change rights', ['ACL', 'SETUSER', 'flagforge-evaluator', '+@all', '~*']],
  ])('cannot %s', async (_, [command, ...words]) => {
    await expect(evaluator.call(String(command), ...words)).rejects.toThrow(
      /NOPERM|ACL failure|can't (?:run|access)|No permissions/i,
    );
  });

  test('leaves no trace in what it may not write', async () => {
    expect(await admin.hget(LAYOUT.snapshot, 'version')).toBe('2');
    expect(await admin.smembers(environmentsKey('acme', 'shop'))).toEqual(['production']);
  });
});
