import { createStoreSources, type KeyRecord } from '@flagforge/evaluator-server';
import { environmentsKey, parseRedisAddress, storeLayout } from '@flagforge/sdk/snapshot';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { booleanFlag, createPublishPlace, type PublishPlace, projectFile } from '../testing/publish-place.ts';
import { hashKeyText, parseKeyText } from './key-text.ts';

const KEY = /^ff_(server|client)_[a-z0-9._-]+_[a-z0-9]{8}_[A-Za-z0-9_-]{43}$/;

let place: PublishPlace;
let redis: Redis;

beforeAll(async () => {
  const config =
    'environments: { development: { approvals: 0 }, production: { approvals: 0 }, eu.west_1: { approvals: 0 } }\n';
  place = await createPublishPlace({ 'flags/search.yaml': booleanFlag('on') }, config);
  redis = new Redis(inject('stores').redisUrl);
});
afterAll(async () => {
  redis.disconnect();
  await place.remove();
});

/** Runs a command with --json and answers with its document. */
async function json(words: readonly string[], env: Record<string, string> = {}) {
  const { code, stdout, stderr } = await place.run([...words, '--json'], env);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as Record<string, unknown> & { key: string; id: string };
}

const create = (...more: string[]) =>
  json(['keys', 'create', '--kind', 'server', '--environment', 'production', ...more]);

/** The keys that evaluators read in Redis. */
async function keysInRedis(environment = 'production') {
  const layout = storeLayout({ organization: place.organization, project: 'shop', environment });
  const { version, hash, body } = await redis.hgetall(layout.keys);
  expect(hash).toBe(hashKeyText(body ?? ''));
  const records = (JSON.parse(body ?? '') as { keys: readonly KeyRecord[] }).keys;
  return { version: Number(version), records, hashes: records.map((record) => record.hash) };
}

/** The newest entries of the audit log about keys. */
const entries = (count: number) =>
  place.database.query<{ action: string; name: string; old_state: unknown; new_state: unknown; reason: string | null }>(
    `select action, name, old_state, new_state, reason, version, environment, subject
     from audit.entries where organization = $1 and subject = 'key' order by seq desc limit $2`,
    [place.organization, count],
  );

describe('keys create', () => {
  test('makes a key before the first publish, shows it once and keeps its hash', async () => {
    const { code, stdout, stderr } = await place.run([
      ...['keys', 'create', '--kind', 'server', '--environment', 'eu.west_1', '--name', 'checkout service'],
    ]);
    expect([code, stderr]).toEqual([0, expect.stringContaining('created server key')]);
    expect(stdout).toMatch(/^\S+\n$/);
    const text = stdout.trim();
    expect(text).toMatch(KEY);
    expect(stderr).not.toContain(parseKeyText(text)?.secret);
    expect(stderr).toContain('eu.west_1 ("checkout service"); it never expires');

    const { version, records } = await keysInRedis('eu.west_1');
    expect(version).toBe(1);
    const { id } = parseKeyText(text) ?? {};
    const names = { id, environment: 'eu.west_1', name: 'checkout service' };
    expect(records).toEqual([{ ...names, kind: 'server', hash: hashKeyText(text) }]);
    const held = await place.database.query('select * from flagforge.api_keys where organization = $1', [
      place.organization,
    ]);
    const log = await place.database.query('select * from audit.entries where organization = $1', [place.organization]);
    expect(JSON.stringify([held, log])).not.toContain(parseKeyText(text)?.secret);
    const [entry] = await entries(1);
    expect(entry).toMatchObject({
      ...{ action: 'key_create', subject: 'key', environment: 'eu.west_1', version: null, old_state: null },
      name: parseKeyText(text)?.id,
      new_state: { kind: 'server', hash: hashKeyText(text), name: 'checkout service', revokedAt: null },
    });
    // The names are for snapshots: nothing was published here.
    expect(await redis.smembers(environmentsKey(place.organization, 'shop'))).toEqual([]);
  });

  test('leaves the first publish to publish, which then knows the environment', async () => {
    const { code, stderr } = await place.run(['publish']);
    expect([code, stderr]).toEqual([0, expect.anything()]);
  });

  test('says in JSON all that there is to say', async () => {
    const made = await json([
      ...['keys', 'create', '--kind', 'client', '--environment', 'production', '--expires', '90d'],
      ...['--origin', 'https://shop.example', '--origin', 'http://localhost:3000/'],
    ]);
    expect(made).toMatchObject({
      ...{ kind: 'client', environment: 'production', status: 'active', keysVersion: 1, project: 'shop' },
      origins: ['http://localhost:3000', 'https://shop.example'],
      targets: [{ target: 'redis', outcome: 'written', version: 1 }],
      audit: expect.stringMatching(/^\d+$/),
    });
    expect(made.key).toMatch(KEY);
    expect(made.prefix).toBe(made.key.slice(0, -44));
    const { records } = await keysInRedis();
    expect(records).toMatchObject([{ origins: ['http://localhost:3000', 'https://shop.example'] }]);
    expect(records[0]?.expiresAt).toBe(Date.parse(String(made.expiresAt)));
  });

  test.each([
    [['--kind', 'server'], '--environment is missing'],
    [['--environment', 'production'], '--kind is missing'],
    [['--kind', 'admin', '--environment', 'production'], 'admin'],
    [['--kind', 'server', '--environment', 'prodction'], 'did you mean "production"?'],
    [
      ['--kind', 'server', '--environment', 'production', '--origin', 'https://a.example'],
      '--origin is for client keys',
    ],
    [['--kind', 'client', '--environment', 'production', '--origin', '*'], 'no web origin'],
    [['--kind', 'server', '--environment', 'production', '--expires', 'soon'], 'neither an instant'],
    [['--kind', 'server', '--environment', 'production', '--name', ''], '--name is empty'],
  ])('%j is refused with exit 2', async (words, problem) => {
    const { code, stdout, stderr } = await place.run(['keys', 'create', ...words]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(problem);
  });
});

describe('keys revoke', () => {
  test('ends a key in every store at once, and says why in the log', async () => {
    const { id, key } = await create();
    expect((await keysInRedis()).hashes).toContain(hashKeyText(key));
    const { code, stdout } = await place.run(['keys', 'revoke', id, '--reason', 'found in a public repository']);
    expect([code, stdout]).toEqual([0, expect.stringMatching(`^revoked server key ${id} of production\n`)]);
    expect((await keysInRedis()).hashes).not.toContain(hashKeyText(key));
    const [entry] = await entries(1);
    expect(entry).toMatchObject({
      ...{ action: 'key_revoke', name: id, reason: 'found in a public repository' },
      ...{ old_state: { revokedAt: null }, new_state: { revokedAt: expect.stringMatching(/Z$/) } },
    });
  });

  test('takes the whole text after a leak, and repeats it nowhere', async () => {
    const { key } = await create();
    const { code, stdout, stderr } = await place.run(['keys', 'revoke', key]);
    expect(code).toBe(0);
    expect(stdout + stderr).not.toContain(parseKeyText(key)?.secret);
    expect((await keysInRedis()).hashes).not.toContain(hashKeyText(key));
  });

  test('again does no harm: nothing is written, and stores that lost it are told once more', async () => {
    const { id } = await create();
    await json(['keys', 'revoke', id]);
    const before = await entries(1);
    await redis.del(storeLayout({ organization: place.organization, project: 'shop', environment: 'production' }).keys);
    const again = await json(['keys', 'revoke', id]);
    expect(again).toMatchObject({ revoked: false, status: 'revoked', audit: null, targets: [{ outcome: 'written' }] });
    expect(await entries(1)).toEqual(before);
  });

  test('of a key that is not there is exit 2, and echoes no text that may be a secret', async () => {
    const text = `ff_server_production_zzzzzzzz_${'s'.repeat(43)}`;
    for (const word of ['zzzzzzzz', text, 'hunter2-secret']) {
      const { code, stderr } = await place.run(['keys', 'revoke', word]);
      expect([code, stderr]).toEqual([2, expect.stringContaining('FF3141')]);
      expect(stderr).not.toContain(word === 'zzzzzzzz' ? '\u0000' : word);
    }
  });
});

describe('keys rotate', () => {
  test('makes a key like the old one, which holds until the overlap is over', async () => {
    const old = await json([
      ...['keys', 'create', '--kind', 'client', '--environment', 'production', '--name', 'site'],
      ...['--origin', 'https://shop.example', '--expires', '90d'],
    ]);
    const made = await json(['keys', 'rotate', old.id, '--overlap', '1h', '--reason', 'yearly']);
    expect(made).toMatchObject({
      ...{ kind: 'client', name: 'site', origins: ['https://shop.example'], status: 'active' },
      replaces: { id: old.id, status: 'ending', rotatedTo: made.id },
    });
    const length = (key: Record<string, unknown>): number =>
      Date.parse(String(key.expiresAt)) - Date.parse(String(key.createdAt));
    expect(length(made) - length(old)).toBeLessThan(60_000);
    const { records, hashes } = await keysInRedis();
    expect(hashes).toEqual(expect.arrayContaining([hashKeyText(old.key), hashKeyText(made.key)]));
    const ending = records.find(({ hash }) => hash === hashKeyText(old.key));
    expect(ending?.expiresAt).toBe(Date.parse(String(made.createdAt)) + 3_600_000);
    expect((await entries(2)).map(({ action, name, reason }) => [action, name, reason])).toEqual([
      ['key_rotate', old.id, 'yearly'],
      ['key_rotate', made.id, 'yearly'],
    ]);

    const again = await place.run(['keys', 'rotate', old.id]);
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining(`flagforge keys rotate ${made.id}`)]);
  });

  test('without an overlap ends the old key at once', async () => {
    const old = await create();
    const { code, stdout, stderr } = await place.run(['keys', 'rotate', old.id, '--overlap', '0']);
    expect([code, stderr]).toEqual([0, expect.stringContaining(`${old.id} holds no more.`)]);
    const { hashes } = await keysInRedis();
    expect(hashes).toContain(hashKeyText(stdout.trim()));
    expect(hashes).not.toContain(hashKeyText(old.key));
  });

  test('of a revoked key is refused', async () => {
    const { id } = await create();
    await json(['keys', 'revoke', id]);
    const { code, stderr } = await place.run(['keys', 'rotate', id]);
    expect([code, stderr]).toEqual([1, expect.stringContaining('was revoked at')]);
  });
});

describe('keys list', () => {
  test('shows prefixes of the keys that hold, and of all on demand; never a hash', async () => {
    const [kept, gone] = [await create('--name', 'kept'), await create('--name', 'gone')];
    await json(['keys', 'revoke', gone.id]);
    const { stdout } = await place.run(['keys', 'list', '--environment', 'production']);
    expect(stdout).toContain(`ff_server_production_${kept.id}  kept`);
    expect(stdout).not.toContain(gone.id);
    expect(stdout).toMatch(/\d+ revoked or expired keys? more: --all\n$/);
    const all = await json(['keys', 'list', '--all']);
    const text = JSON.stringify(all);
    expect(text).toContain(gone.id);
    expect(text).not.toMatch(/[0-9a-f]{64}/);
    expect(text).not.toContain(kept.key);
    const unknown = await place.run(['keys', 'list', '--environment', 'prodution']);
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('did you mean "production"?')]);
  });
});

test('an evaluator takes a new key, and refuses a revoked one, within a second', async () => {
  const address = parseRedisAddress(inject('stores').redisUrl);
  if ('problem' in address) throw new Error(address.problem);
  const evaluator = createStoreSources({
    project: { organization: place.organization, project: 'shop' },
    redis: { address, certificates: { ca: null, cert: null, key: null } },
    ...{ environments: ['production'], postgres: null, stateFolder: null, publicKeys: [] },
    // Only the bell can be that quick.
    timings: { redisMs: 60_000, redisUnwellMs: 60_000 },
  });
  try {
    await evaluator.keys.start();
    const { id, key } = await create();
    const find = () => evaluator.keys.find(hashKeyText(key));
    await vi.waitFor(() => expect(find()).toMatchObject({ kind: 'server', environment: 'production' }), 1_000);
    await json(['keys', 'revoke', id]);
    await vi.waitFor(() => expect(find()).toBeNull(), 1_000);
  } finally {
    await evaluator.keys.close();
  }
});

test('where a project uses roles, keys are for its admins in the environment', async () => {
  const config = (access: string): string =>
    `environments: { development: { approvals: 0 }, production: { approvals: 0 } }\naccess:\n${access}`;
  const shop = await createPublishPlace({}, config('  - { who: "github:sam", role: admin }\n'));
  const ask = (environment: string) => shop.run(['keys', 'create', '--kind', 'server', '--environment', environment]);
  try {
    // Before the first publish the files say who may.
    const early = await ask('production');
    expect([early.code, early.stdout, early.stderr]).toEqual([1, '', expect.stringContaining('ask github:sam')]);
    const mine = `  - { who: "database:${shop.publisher}", role: admin, environments: [development] }\n`;
    shop.repository.commit({ 'flags/flagforge.yaml': projectFile(shop.organization, config(mine)) });
    expect((await shop.run(['publish'])).code).toBe(0);
    expect((await ask('development')).code).toBe(0);
    // Afterwards the published rules count, not what somebody writes into the file.
    shop.repository.write({
      'flags/flagforge.yaml': projectFile(shop.organization, config(mine.replace(', environments: [development]', ''))),
    });
    const late = await ask('production');
    expect([late.code, late.stderr]).toEqual([1, expect.stringContaining('FF3143')]);
    expect(
      await shop.database.query('select 1 from flagforge.api_keys where environment = $1', ['production']),
    ).toEqual([]);
  } finally {
    await shop.remove();
  }
});

test('changes of one environment at once wait for one another, and none is lost', async () => {
  const before = await keysInRedis();
  const made = await Promise.all(Array.from({ length: 6 }, () => create()));
  const after = await keysInRedis();
  expect(after.version).toBe(before.version + 6);
  expect(after.hashes).toEqual(expect.arrayContaining(made.map(({ key }) => hashKeyText(key))));
  const waiting = await place.database.query(
    `select 1 from flagforge.outbox where organization = $1 and target = 'redis' and document = 'keys' and done_at is null`,
    [place.organization],
  );
  expect(waiting).toEqual([]);
});

test('while Redis is down a key is made, shown and owed; publish --resume finishes', async () => {
  const before = await keysInRedis();
  const down = await place.run(['keys', 'create', '--kind', 'server', '--environment', 'production', '--json'], {
    REDIS_URL: 'redis://127.0.0.1:1',
  });
  expect([down.code, down.stderr]).toEqual([3, expect.stringContaining('FF3121')]);
  expect(down.stderr).toContain('flagforge publish --resume');
  const { key } = JSON.parse(down.stdout) as { key: string };
  expect(await keysInRedis()).toEqual(before);
  const resumed = await place.run(['publish', '--resume']);
  expect([resumed.code, resumed.stderr]).toEqual([0, '']);
  expect((await keysInRedis()).hashes).toContain(hashKeyText(key));
});

test('where no Redis is named, it says who does not hear of the change', async () => {
  const { code, stderr } = await place.run(['keys', 'create', '--kind', 'server', '--environment', 'production'], {
    REDIS_URL: '',
  });
  expect([code, stderr]).toEqual([0, expect.stringContaining('note: REDIS_URL is not set')]);
});
