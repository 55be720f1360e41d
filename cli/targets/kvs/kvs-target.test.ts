import { createLocalStore, type LocalStore } from '@flagforge/edge/local';
import { PAGE_PREFIX, placeKeys } from '@flagforge/edge/pack';
import { type KeyValueStore, StoreConflict } from '@flagforge/edge/store';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TargetDocument } from '../target.ts';
import { createKvsTarget } from './kvs-target.ts';
import { CLIENT_KEY, edgeKeys, edgeSnapshot } from './testing/documents.ts';
import { readEdge } from './testing/edge-reader.ts';
import { testPauses } from './testing/test-pauses.ts';

const PLACE = { organization: 'acme', project: 'shop', environment: 'production' };
const STAGING = { ...PLACE, environment: 'staging' };
const atOnce = { pauses: testPauses() };

const versions = (count: number, value: number): number[] => Array.from({ length: count }, () => value);

async function served(entries: ReadonlyMap<string, string>, flags = ['flag-0', 'flag-1']): Promise<unknown> {
  const answer = await readEdge(entries, PLACE, flags, CLIENT_KEY);
  return answer === null
    ? null
    : [answer.version, ...flags.map((flag) => (answer.flags[flag] as { value: unknown }).value)];
}

/** The store, and how many updates it took; the one of that number is done, or not, and then the caller hears no answer. */
function failingAt(store: LocalStore, number: number, isDone: boolean): KeyValueStore {
  let updates = 0;
  return {
    ...store,
    async update(update) {
      updates += 1;
      if (updates === number && !isDone) throw new Error('cut');
      const state = await store.update(update);
      if (updates === number) throw new Error('cut');
      return state;
    },
  };
}

const pagesIn = (store: LocalStore): string[] => [...store.entries.keys()].filter((key) => key.startsWith(PAGE_PREFIX));

async function publish(store: KeyValueStore, ...documents: readonly TargetDocument[]): Promise<void> {
  const target = createKvsTarget(store, atOnce);
  for (const document of documents) await target.offer(document);
}

describe('the edge as a target', () => {
  test('a publish changes what the function answers', async () => {
    const store = createLocalStore();
    await publish(store, edgeKeys(PLACE, 1));
    expect(await served(store.entries)).toBeNull();
    await publish(store, edgeSnapshot(PLACE, 1, [1, 1]));
    expect(await served(store.entries)).toEqual([1, 'v1', 'v1']);
    await publish(store, edgeSnapshot(PLACE, 2, [1, 2]));
    expect(await served(store.entries)).toEqual([2, 'v1', 'v2']);
  });

  test('server keys never get there', async () => {
    const store = createLocalStore();
    await publish(store, edgeKeys(PLACE, 1), edgeSnapshot(PLACE, 1, [1]));
    expect(await readEdge(store.entries, PLACE, ['flag-0'], 'ff_server_edge')).toBeNull();
  });

  test('writes what changes, and tells how much', async () => {
    const store = createLocalStore();
    const target = createKvsTarget(store, atOnce);
    await publish(store, edgeKeys(PLACE, 1), edgeSnapshot(PLACE, 1, versions(300, 1)));
    const values = versions(300, 1);
    values[7] = 2;
    const offer = await target.offer(edgeSnapshot(PLACE, 2, values));
    // The page of the flag, the page of names above it, and the pointer.
    expect(offer).toEqual({ outcome: 'written', note: '3 keys, switched' });
    expect(await target.offer(edgeSnapshot(PLACE, 2, values))).toEqual({ outcome: 'held' });
  });

  test('an older version, or another of the same number, never replaces what is there', async () => {
    const store = createLocalStore();
    const target = createKvsTarget(store, atOnce);
    const second = edgeSnapshot(PLACE, 2, [2]);
    await target.offer(second);
    const before = new Map(store.entries);
    const ahead = { outcome: 'ahead', version: 2, hash: second.hash };
    expect(await target.offer(edgeSnapshot(PLACE, 1, [1]))).toEqual(ahead);
    expect(await target.offer(edgeSnapshot(PLACE, 2, [3]))).toEqual(ahead);
    expect(store.entries).toEqual(before);
  });

  test('says what it holds, and believes only what is whole', async () => {
    const store = createLocalStore();
    const target = createKvsTarget(store, atOnce);
    expect(await target.read(PLACE, 'snapshot')).toBeNull();
    const { version, hash, ...document } = edgeSnapshot(PLACE, 1, [1, 1]);
    await target.offer({ ...document, version, hash });
    const expected = { version, hash, digest: 'the digest of its body' };
    expect(await target.read(PLACE, 'snapshot', expected)).toEqual(expected);
    const [page = ''] = pagesIn(store);
    const { etag } = await store.describe();
    await store.update({ ifMatch: etag, puts: new Map([[page, '{}']]), deletes: [] });
    expect((await target.read(PLACE, 'snapshot', expected))?.hash).not.toBe(hash);
    // What is damaged is written again.
    expect((await target.offer({ ...document, version, hash })).outcome).toBe('written');
    expect(await target.read(PLACE, 'snapshot', expected)).toEqual(expected);
  });

  test('of two publishers at once both end, and the newer version stays', async () => {
    const store = createLocalStore();
    const seen: number[] = [];
    const racing: KeyValueStore = {
      ...store,
      async update(update) {
        // Somebody writes between each look and each update, three times.
        if (seen.length < 3) {
          seen.push(1);
          const { etag } = await store.describe();
          await store.update({ ifMatch: etag, puts: new Map([['somebody/else', String(seen.length)]]), deletes: [] });
        }
        return store.update(update);
      },
    };
    await publish(racing, edgeSnapshot(PLACE, 3, [3]));
    await Promise.all([publish(store, edgeSnapshot(PLACE, 5, [5])), publish(store, edgeSnapshot(PLACE, 4, [4]))]);
    await publish(store, edgeKeys(PLACE, 1));
    expect(await served(store.entries, ['flag-0'])).toEqual([5, 'v5']);
    expect(store.entries.get('somebody/else')).toBe('3');
  });

  test('gives up where somebody is always faster', async () => {
    const store = createLocalStore();
    const busy: KeyValueStore = { ...store, update: async () => Promise.reject(new StoreConflict('memory')) };
    await expect(publish(busy, edgeSnapshot(PLACE, 1, [1]))).rejects.toMatchObject({ code: 'FF3183', exitCode: 3 });
  });

  test('a snapshot that does not fit is refused, and names the largest flags', async () => {
    const store = createLocalStore();
    const { place, version, ...rest } = edgeSnapshot(PLACE, 1, [1]);
    const snapshot = JSON.parse(rest.body);
    const units = Array.from({ length: 50_000 }, (_, i) => `${i}-${'x'.repeat(100)}`);
    snapshot.flags[0].targets = [{ variant: 'b', units }];
    const body = JSON.stringify(snapshot);
    await expect(publish(store, { place, version, ...rest, body })).rejects.toMatchObject({
      code: 'FF3184',
      message: expect.stringMatching(/flag-0 \([0-9.]+ MB\)/),
    });
    expect(store.entries.size).toBe(0);
  });

  test('any sequence of publishes, failures and environments leaves whole versions and no waste', async () => {
    const step = fc.record({
      isStaging: fc.boolean(),
      values: fc.array(fc.nat(3), { minLength: 1, maxLength: 120 }),
      failAt: fc.option(fc.nat(4), { nil: undefined }),
      isDone: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        const store = createLocalStore();
        await publish(store, edgeKeys(PLACE, 1), edgeKeys(STAGING, 1));
        let version = 0;
        let last: readonly number[] | null = null;
        for (const { isStaging, values, failAt, isDone } of steps) {
          version += 1;
          const document = edgeSnapshot(isStaging ? STAGING : PLACE, version, values);
          if (failAt !== undefined) await publish(failingAt(store, failAt, isDone), document).catch(() => {});
          await publish(store, document);
          if (!isStaging) last = values;
          const answer = await served(store.entries, ['flag-0']);
          expect(answer).toEqual(last === null ? null : [expect.any(Number), `v${last[0]}`]);
        }
        // All that is there is led to by a pointer, or by the one before it.
        const again = createKvsTarget(store, atOnce);
        const before = pagesIn(store).length;
        await again.offer(edgeSnapshot(PLACE, version + 1, last ?? [0]));
        await again.offer(edgeSnapshot(STAGING, version + 2, [0]));
        await again.offer(edgeSnapshot(STAGING, version + 3, [1]));
        expect(pagesIn(store).length).toBeLessThanOrEqual(before + 2);
        expect(store.entries.has(placeKeys(STAGING).before)).toBe(true);
      }),
      { numRuns: 12 },
    );
  });
});
