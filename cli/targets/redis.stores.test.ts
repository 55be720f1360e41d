import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { environmentsKey, storeLayout } from '@flagforge/sdk/snapshot';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { CommandError } from '../command-error.ts';
import { type RedisServer, startRedis } from '../testing/redis-server.ts';
import { sha256 } from './held-document.ts';
import { openRedisTarget, type RedisTargetOptions } from './redis.ts';
import type { Place, Target, TargetDocument } from './target.ts';
import { testSnapshot } from './testing/test-snapshot.ts';

let server: RedisServer;
let redis: Redis;
let target: Target;

beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
  target = await openRedisTarget(server.url);
});
afterAll(async () => {
  await target.close();
  redis.disconnect();
  await server.stop();
});

/** A place of a test's own. */
const somewhere = (): Place => ({
  organization: 'acme',
  project: `shop-${randomBytes(4).toString('hex')}`,
  environment: 'production',
});

const keysOf = (place: Place, version: number, text = `v${version}`): TargetDocument => {
  const body = JSON.stringify({ keys: [], text });
  return { place, kind: 'keys', version, hash: sha256(body), body };
};

/** The problem that work ends with. */
async function problemOf(work: Promise<unknown>): Promise<CommandError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof CommandError) return error;
  throw error ?? new Error('there was no problem');
}

describe('offer', () => {
  test('writes what is newer, keeps what it has, and refuses what is older or another of that version', async () => {
    const place = somewhere();
    const [one, two] = [keysOf(place, 1), keysOf(place, 2)];
    expect(await target.offer(one)).toEqual({ outcome: 'written' });
    expect(await target.offer(one)).toEqual({ outcome: 'held' });
    expect(await target.offer(two)).toEqual({ outcome: 'written' });
    expect(await target.offer(one)).toEqual({ outcome: 'ahead', version: 2, hash: two.hash });
    expect(await target.offer(keysOf(place, 2, 'other'))).toEqual({ outcome: 'ahead', version: 2, hash: two.hash });
    expect(await redis.hgetall(storeLayout(place).keys)).toEqual({ version: '2', hash: two.hash, body: two.body });
  });

  test('compares versions as numbers', async () => {
    const place = somewhere();
    await target.offer(keysOf(place, 9));
    expect((await target.offer(keysOf(place, 10))).outcome).toBe('written');
    expect((await target.offer(keysOf(place, 9))).outcome).toBe('ahead');
  });

  test('rings the bell once for each thing that it wrote, and names the environment', async () => {
    const place = somewhere();
    const rings: string[] = [];
    const listener = redis.duplicate();
    await listener.subscribe(storeLayout(place).bell);
    listener.on('message', (_, message) => rings.push(message));
    const snapshot = testSnapshot(place, 7);
    for (const document of [snapshot, snapshot, keysOf(place, 1)]) await target.offer(document);
    await vi.waitFor(() => expect(rings).toHaveLength(2), 10_000);
    expect(rings).toEqual([`snapshot 7 ${snapshot.hash}`, `keys 1 ${keysOf(place, 1).hash}`]);
    listener.disconnect();
    expect(await redis.smembers(environmentsKey(place.organization, place.project))).toEqual(['production']);
  });

  test.each([
    ['a body that was cut short', (key: string) => redis.hset(key, 'body', '{"flags":[')],
    ['a body that is gone', (key: string) => redis.hdel(key, 'body')],
    ['a version that is no number', (key: string) => redis.hset(key, 'version', 'x')],
  ])('mends %s', async (_, damage) => {
    const document = testSnapshot(somewhere(), 3);
    await target.offer(document);
    await damage(storeLayout(document.place).snapshot);
    expect(await target.offer(document)).toEqual({ outcome: 'written' });
    expect(await redis.hget(storeLayout(document.place).snapshot, 'body')).toBe(document.body);
  });

  test('of ten publishers at once leaves the newest', async () => {
    const place = somewhere();
    const others = await Promise.all(Array.from({ length: 5 }, () => openRedisTarget(server.url)));
    const offers = Array.from({ length: 30 }, (_, index) => keysOf(place, ((index * 7) % 30) + 1));
    await Promise.all(offers.map((document, index) => others[index % 5]?.offer(document)));
    expect((await target.read(place, 'keys'))?.version).toBe(30);
    for (const other of others) await other.close();
  });

  test('carries 32 MB, and reads them back', async () => {
    const place = somewhere();
    const text = 'ü'.repeat(32 * 524_288 - 50);
    const body = JSON.stringify({ keys: [], text });
    const hash = sha256(body);
    expect(Buffer.byteLength(body)).toBeGreaterThan(33_500_000);
    expect(await target.offer({ place, kind: 'keys', version: 1, hash, body })).toEqual({ outcome: 'written' });
    expect(await target.offer({ place, kind: 'keys', version: 1, hash, body })).toEqual({ outcome: 'held' });
    const other = await openRedisTarget(server.url);
    expect(await other.read(place, 'keys')).toEqual({ version: 1, hash, digest: hash });
    await other.close();
    await redis.del(storeLayout(place).keys);
  });
});

describe('read', () => {
  test('works the hash out from the body, whether it was offered here or not', async () => {
    const document = testSnapshot(somewhere(), 5);
    await target.offer(document);
    const held = { version: 5, hash: document.hash, digest: sha256(document.body) };
    const other = await openRedisTarget(server.url);
    expect(await target.read(document.place, 'snapshot')).toEqual(held);
    expect(await other.read(document.place, 'snapshot')).toEqual(held);
    expect(await other.read(document.place, 'keys')).toBeNull();
    await other.close();
  });

  test.each([
    ['one byte of it', (body: string) => body.replace('"enabled":true', '"enabled":trua')],
    ['a value in it', (body: string) => body.replace('"enabled":true', '"enabled":false')],
    ['its end', (body: string) => body.slice(0, -10)],
    ['everything', () => ''],
    ['its form', () => '[]'],
  ])('shows a body of which somebody changed %s', async (_, change) => {
    const document = testSnapshot(somewhere(), 5);
    await target.offer(document);
    await redis.hset(storeLayout(document.place).snapshot, 'body', change(document.body));
    const held = await target.read(document.place, 'snapshot');
    expect(held?.hash).not.toBe(document.hash);
    expect(held?.digest).not.toBe(sha256(document.body));
  });

  test('believes the body, not what stands beside it', async () => {
    const document = testSnapshot(somewhere(), 5);
    await target.offer(document);
    await redis.hset(storeLayout(document.place).snapshot, 'version', '9', 'hash', 'f'.repeat(64));
    expect(await target.read(document.place, 'snapshot')).toMatchObject({ version: 5, hash: document.hash });
  });
});

test('evaluators are those that reported within 30 s, by id; what is no report is left out', async () => {
  const place = somewhere();
  const now = Date.now();
  const report = (at: number, more: object = {}) =>
    JSON.stringify({ host: 'h', version: 4, hash: 'x', commit: null, at, auditHead: null, refused: 0, ...more });
  const auditHead = { seq: '12', hash: 'f' };
  const far = { auditHead: { seq: '9'.repeat(400), hash: 'f' }, refused: -3 };
  await redis.hset(storeLayout(place).evaluators, {
    ...{ b: report(now, far), a: report(now - 29_000, { auditHead, refused: 2 }), late: report(now - 31_000) },
    ...{ odd: 'no JSON', list: '[]', thin: '{"host":"h"}', null: 'null' },
    ...{ never: report(1e300), ahead: report(now + 3_700_000), back: report(now, { version: -1 }) },
    ...{ long: report(now, { host: 'x'.repeat(5_000) }), ['i'.repeat(65)]: report(now) },
  });
  const clock = await openRedisTarget(server.url, { now: () => now });
  const rest = { host: 'h', version: 4, hash: 'x', commit: null };
  expect(await clock.evaluators(place)).toEqual([
    { id: 'a', ...rest, at: now - 29_000, auditHead, refused: 2 },
    { id: 'b', ...rest, at: now, auditHead: null, refused: 0 },
  ]);
  await clock.close();
});

test('a connection that was lost is made again by the next piece of work', async () => {
  const own = await startRedis();
  const mine = await openRedisTarget(own.url);
  const document = keysOf(somewhere(), 1);
  await mine.offer(document);
  await own.kill();
  await vi.waitFor(async () => expect((await problemOf(mine.offer(document))).code).toBe('FF3121'), 10_000);
  await own.restart();
  expect(await mine.offer(document)).toEqual({ outcome: 'written' });
  await mine.close();
  await own.stop();
});

describe('problems', () => {
  const place = somewhere();
  const at = (host: string): string => server.url.replace('redis://', `redis://${host}`);

  test.each([
    ['nobody listens', 'redis://:hunter2@127.0.0.1:1', 'FF3121', 'connection refused'],
    ['no node of a cluster listens', 'redis://:hunter2@127.0.0.1:1,127.0.0.1:2', 'FF3121', 'connection refused'],
    ['there is no socket', 'unix://:hunter2@/nowhere/redis.sock', 'FF3121', 'there is no such socket'],
  ])('%s', async (_, url, code, reason) => {
    const lost = await openRedisTarget(url);
    const problem = await problemOf(lost.read(place, 'keys'));
    expect([problem.exitCode, problem.code, problem.message]).toEqual([3, code, expect.stringContaining(reason)]);
    expect(problem.message + problem.hints.join()).not.toContain('hunter2');
    await lost.close();
  });

  test('an address that cannot be read is wrong usage', async () => {
    const problem = await problemOf(openRedisTarget('http://u:hunter2@cache'));
    expect([problem.exitCode, problem.code]).toEqual([2, 'FF3120']);
    expect(problem.message).not.toContain('hunter2');
  });

  test.each<[string, string, RedisTargetOptions, string, string]>([
    ['a wrong password', 'nobody:hunter2@', {}, 'FF3122', 'refuses the login of user "nobody"'],
    ['a cluster that is none', '', { isCluster: true }, 'FF3128', 'is no cluster'],
  ])('%s', async (_, login, options, code, message) => {
    const other = await openRedisTarget(at(login), options);
    const problem = await problemOf(other.offer(keysOf(place, 1)));
    expect([problem.exitCode, problem.code, problem.message]).toEqual([3, code, expect.stringContaining(message)]);
    expect(problem.message).not.toContain('hunter2');
    await other.close();
  });

  test('a server that wants a login and gets none', async () => {
    await redis.config('SET', 'requirepass', 'hunter2');
    const other = await openRedisTarget(server.url);
    expect((await problemOf(other.read(place, 'keys'))).code).toBe('FF3122');
    await other.close();
    const known = await openRedisTarget(at(':hunter2@'));
    expect(await known.read(place, 'keys')).toBeNull();
    await known.close();
    await redis.config('SET', 'requirepass', '');
  });

  test.each([
    ['a command', '+@all -sadd ~ff:* &ff:*', '+sadd'],
    ['keys', '+@all ~other:* &ff:*', '~ff:*'],
    ['the channel', '+@all ~ff:* resetchannels', '&ff:*'],
    ['what the script calls', '+@all -hmget ~ff:* &ff:*', '+hget +hmget +hset +publish'],
  ])('a user who lacks %s is told the rule', async (_, rules, missing) => {
    await redis.call('ACL', 'SETUSER', 'poor', 'reset', 'on', '>hunter2', ...rules.split(' '));
    const other = await openRedisTarget(at('poor:hunter2@'));
    const problem = await problemOf(other.offer(testSnapshot(somewhere(), 1)));
    expect([problem.exitCode, problem.code]).toEqual([3, 'FF3123']);
    expect(problem.hints.join()).toContain(`ACL SETUSER poor ${missing}`);
    await other.close();
  });

  test('something else under one of its keys', async () => {
    const odd = somewhere();
    await redis.set(storeLayout(odd).keys, 'text');
    for (const work of [target.offer(keysOf(odd, 1)), target.read(odd, 'keys')])
      expect((await problemOf(work)).code).toBe('FF3129');
  });

  test.each([
    ['a replica', ['REPLICAOF', '127.0.0.1', '1'], ['REPLICAOF', 'NO', 'ONE'], 'FF3124'],
    ['a Redis that is full', ['CONFIG', 'SET', 'maxmemory', '1'], ['CONFIG', 'SET', 'maxmemory', '0'], 'FF3125'],
  ])('%s takes no writes, and can be read', async (_, begin, end, code) => {
    const [first = '', ...rest] = begin;
    await redis.call(first, ...rest);
    try {
      expect((await problemOf(target.offer(keysOf(place, 1)))).code).toBe(code);
      expect(await target.read(place, 'keys')).toBeNull();
    } finally {
      const [last = '', ...more] = end;
      await redis.call(last, ...more);
    }
  });

  describe('are not waited for', () => {
    let silent: Server;
    let port = 0;
    beforeAll(async () => {
      silent = createServer((socket) => socket.on('error', () => {}));
      await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
      const address = silent.address();
      port = typeof address === 'object' && address !== null ? address.port : 0;
    });
    afterAll(() => silent.close());

    test.each<[string, string, RedisTargetOptions]>([
      ['a command', 'redis://', {}],
      ['a login', 'redis://u:hunter2@', {}],
      ['TLS', 'rediss://', {}],
      ['a cluster', 'redis://', { isCluster: true }],
    ])('%s that nobody answers', async (_, scheme, options) => {
      const deaf = await openRedisTarget(`${scheme}127.0.0.1:${port}`, { ...options, connectMs: 200, commandMs: 200 });
      const startedAt = Date.now();
      const problem = await problemOf(deaf.offer(keysOf(place, 1)));
      expect([problem.exitCode, problem.code]).toEqual([3, 'FF3127']);
      expect(Date.now() - startedAt).toBeLessThan(3_000);
      await deaf.close();
    });

    test('twice: what comes right after fails like it, and is tried again later', async () => {
      const own = await startRedis();
      const hanging = await openRedisTarget(own.url, { connectMs: 1_000, commandMs: 1_000 });
      try {
        await hanging.offer(keysOf(place, 1));
        own.pause();
        const problem = await problemOf(hanging.offer(keysOf(place, 2)));
        expect(problem.code).toBe('FF3127');
        expect(await problemOf(hanging.evaluators(place))).toBe(problem);
        own.resume();
        await vi.waitFor(() => hanging.offer(keysOf(place, 2)), 10_000);
      } finally {
        await hanging.close();
        await own.stop();
      }
    });
  });

  test('what answers in another language', async () => {
    const web = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    const address = web.address();
    const other = await openRedisTarget(`redis://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`);
    expect((await problemOf(other.read(place, 'keys'))).code).toBe('FF3132');
    await other.close();
    web.close();
  });
});
