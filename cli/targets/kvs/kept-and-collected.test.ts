import { createLocalStore } from '@flagforge/edge/local';
import { keysIn, pagesOf, placeKeys, STORE_LIMITS } from '@flagforge/edge/pack';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../held-document.ts';
import type { Place, TargetDocument } from '../target.ts';
import { createKvsTarget } from './kvs-target.ts';
import { clientKeys, clientSnapshot } from './testing/client-snapshot.ts';
import { testPauses } from './testing/test-pauses.ts';

const PRODUCTION: Place = { organization: 'acme', project: 'shop', environment: 'production' };
const STAGING: Place = { ...PRODUCTION, environment: 'staging' };

const flags = (...served: ('on' | 'off')[]) => served.map((serves, i) => ({ key: `flag-${i}`, serves }));

/** A snapshot of so many flags with long lists: some 55 kB each. */
function longLists(version: number, seed: string, count: number): TargetDocument {
  const { body, ...document } = clientSnapshot(PRODUCTION, version, flags(...Array(count).fill('on')));
  const snapshot = JSON.parse(body);
  for (const [number, flag] of snapshot.flags.entries()) {
    const units = Array.from({ length: 1_200 }, (_, i) => `${seed}-${number}-${i}-`.padEnd(40, 'x'));
    flag.targets = [{ variant: 'on', units }];
  }
  return { ...document, body: JSON.stringify(snapshot) };
}

function open() {
  const store = createLocalStore('memory');
  return { store, target: createKvsTarget(store, { pauses: testPauses() }) };
}

describe('offer', () => {
  test('takes what is newer, keeps what it has, and refuses what is older or another of that version', async () => {
    const { target } = open();
    const one = clientSnapshot(PRODUCTION, 1, flags('on', 'off'));
    const two = clientSnapshot(PRODUCTION, 2, flags('off', 'off'));
    expect(await target.offer(one)).toMatchObject({ outcome: 'written' });
    expect(await target.offer(one)).toEqual({ outcome: 'held' });
    expect(await target.offer(two)).toEqual({ outcome: 'written', note: '2 keys, switched' });
    expect(await target.offer(one)).toEqual({ outcome: 'ahead', version: 2, hash: two.hash });
    const other = clientSnapshot(PRODUCTION, 2, flags('on', 'on'));
    expect(await target.offer(other)).toEqual({ outcome: 'ahead', version: 2, hash: two.hash });
    expect(await target.read(PRODUCTION, 'snapshot')).toMatchObject({ version: 2, hash: two.hash });
  });

  test('keeps the keys of a place when its snapshot changes, and its snapshot when its keys change', async () => {
    const { store, target } = open();
    const keys = clientKeys(PRODUCTION, 1, ['web']);
    await target.offer(keys);
    expect(await target.read(PRODUCTION, 'snapshot')).toBeNull();
    const snapshot = clientSnapshot(PRODUCTION, 1, flags('on'));
    await target.offer(snapshot);
    expect(await target.read(PRODUCTION, 'keys')).toMatchObject({ version: 1, hash: keys.hash });
    const more = clientKeys(PRODUCTION, 2, ['web', 'app']);
    await target.offer(more);
    expect(await target.offer(keys)).toEqual({ outcome: 'ahead', version: 2, hash: more.hash });
    expect(await target.read(PRODUCTION, 'snapshot')).toMatchObject({ version: 1, hash: snapshot.hash });
    const hashes = keysIn(store.entries.get(placeKeys(PRODUCTION).pointer) ?? '').map(({ hash }) => hash);
    expect(hashes.sort()).toEqual([sha256('ff_client_web'), sha256('ff_client_app')].sort());
    expect([...store.entries.values()].join()).not.toContain(sha256('ff_server_secret'));
  });

  test('of more keys than fit as many as do are there, whatever comes between', async () => {
    const { target, store } = open();
    const names = Array.from({ length: 40 }, (_, i) => `key-${i}`);
    const keys = clientKeys(PRODUCTION, 1, names);
    const count = () => keysIn(store.entries.get(placeKeys(PRODUCTION).pointer) ?? '').length;
    await target.offer(keys);
    const alone = count();
    expect(alone).toBeLessThan(40);
    await target.offer(clientSnapshot(PRODUCTION, 1, flags(...Array.from({ length: 60 }, () => 'on' as const))));
    expect(count()).toBeLessThan(alone);
    // The publisher offers the keys after each snapshot; not all are there, so they are asked for once more.
    expect(await target.read(PRODUCTION, 'keys', { ...keys, digest: keys.hash })).not.toMatchObject({
      hash: keys.hash,
    });
    expect(await target.offer(keys)).toMatchObject({ outcome: 'written' });
    expect(await target.read(PRODUCTION, 'keys')).toMatchObject({ hash: keys.hash });
    await target.offer(clientSnapshot(PRODUCTION, 2, flags('on')));
    await target.offer(keys);
    expect(count()).toBeGreaterThan(10);
  });

  test('deletes what nobody needs: the version before the last one, and nothing of other places and programs', async () => {
    const { store, target } = open();
    const { etag } = await store.describe();
    await store.update({ ifMatch: etag, puts: new Map([['release', 'not ours']]), deletes: [] });
    await target.offer(clientSnapshot(STAGING, 1, flags('on', 'on')));
    const versions: string[][] = [];
    for (const [index, serves] of (['on', 'off', 'on', 'off'] as const).entries()) {
      const list = [{ key: 'vip', serves, targets: 100 * (index + 1) }];
      await target.offer(clientSnapshot(PRODUCTION, index + 1, list));
      const value = store.entries.get(placeKeys(PRODUCTION).pointer) ?? '';
      versions.push([...pagesOf(value, (name) => store.entries.get(name), sha256).keys]);
    }
    const isThere = (names: readonly string[] = []): boolean => names.every((name) => store.entries.has(name));
    expect(versions.map(isThere)).toEqual([false, false, true, true]);
    expect(store.entries.get('release')).toBe('not ours');
    expect(await target.read(STAGING, 'snapshot')).toMatchObject({ version: 1 });
    const pages = new Set(versions.slice(2).flat());
    const staging = pagesOf(
      store.entries.get(placeKeys(STAGING).pointer) ?? '',
      (name) => store.entries.get(name),
      sha256,
    );
    const heads = [...store.entries.keys()].filter((name) => name.includes('/'));
    expect(store.entries.size).toBe(pages.size + staging.keys.size + heads.length + 1);
  });

  test('makes room by what only readers of long ago need, and refuses what does not fit without touching anything', async () => {
    const { store, target } = open();
    expect(await target.offer(longLists(1, 'a', 36))).toMatchObject({ outcome: 'written' });
    expect(await target.offer(longLists(2, 'b', 36))).toMatchObject({ outcome: 'written' });
    // Two versions fit, three do not.
    expect((await store.describe()).totalBytes).toBeGreaterThan((STORE_LIMITS.storeBytes * 2) / 3);
    expect(await target.offer(longLists(3, 'c', 36))).toMatchObject({ outcome: 'written' });
    expect(await target.read(PRODUCTION, 'snapshot')).toMatchObject({ version: 3 });
    const before = store.entries;
    await expect(target.offer(longLists(4, 'd', 70))).rejects.toMatchObject({ exitCode: 1, code: 'FF3184' });
    expect(store.entries).toBe(before);
  });
});

describe('read', () => {
  test.each([
    ['a page that is missing', (name: string) => (name.includes('/') ? null : { puts: new Map(), deletes: [name] })],
    [
      'a page with another content',
      (name: string) => (name.includes('/') ? null : { puts: new Map([[name, '{}']]), deletes: [] }),
    ],
    [
      'a note that is missing',
      (name: string) => (name.endsWith(':held') ? { puts: new Map(), deletes: [name] } : null),
    ],
    [
      'a pointer that leads nowhere',
      (name: string) => (name.endsWith('production') ? { puts: new Map([[name, '{"P":1}']]), deletes: [] } : null),
    ],
  ])('finds %s, and the next offer mends it', async (_, damage) => {
    const { store, target } = open();
    const document = clientSnapshot(PRODUCTION, 1, flags('on'));
    await target.offer(document);
    const whole = new Map(store.entries);
    const update = [...store.entries.keys()].map(damage).find((each) => each !== null);
    const { etag } = await store.describe();
    await store.update({ ifMatch: etag, ...(update ?? { puts: new Map(), deletes: [] }) });
    expect(await target.read(PRODUCTION, 'snapshot')).not.toMatchObject({ hash: document.hash });
    expect(await target.offer(document)).toMatchObject({ outcome: 'written' });
    expect(await target.read(PRODUCTION, 'snapshot')).toMatchObject({ version: 1, hash: document.hash });
    expect(store.entries).toEqual(whole);
  });
});
