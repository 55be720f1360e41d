import { execFileSync } from 'node:child_process';
import { closeSync, constants, linkSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { keyRecord } from '../keys/key.ts';
import { putInPostgres, snapshotOf } from '../testing/stores.ts';
import { EAGER, servedVersion, useStores } from '../testing/use-stores.ts';
import type { StoreSources } from './store-sources.ts';

const stores = useStores();
const ONE = keyRecord('ff_server_one', { environment: 'production' });

const serves = (sources: StoreSources, version: number): Promise<void> =>
  vi.waitFor(() => expect(servedVersion(sources)).toBe(version), 10_000);
const events = (): unknown[] => stores.log.map(({ event }) => event);
const home = (): string => join(stores.stateFolder, stores.organization, 'web-store');

/** Serves version 5 and a key once, so that copies of both are on disk. */
async function leaveCopies(): Promise<void> {
  const { cache, organization, stateFolder } = stores;
  await cache.put(snapshotOf(organization, 5));
  await cache.putKeys(organization, 3, [ONE]);
  const sources = stores.sources({ postgres: null, stateFolder });
  await sources.snapshots.start();
  await sources.snapshots.close();
  stores.log.length = 0;
}

describe('with copies on disk', () => {
  test.each(['shut', 'swallow'] as const)(
    'a start while both stores are away (%s) serves them at once, then catches up',
    async (away) => {
      await leaveCopies();
      const { organization, stateFolder, redisGate, databaseGate, cache } = stores;
      await Promise.all([redisGate[away](), databaseGate[away]()]);
      const sources = stores.sources({ stateFolder, timings: EAGER });
      await sources.snapshots.start();
      expect(servedVersion(sources)).toBe(5);
      expect(sources.keys.find(ONE.hash)).toEqual(ONE);
      expect(stores.log.filter(({ store }) => store !== undefined)).toMatchObject([
        { store: 'disk' },
        { store: 'disk' },
      ]);
      await cache.put(snapshotOf(organization, 6));
      await cache.putKeys(organization, 4, []);
      await Promise.all([redisGate.shut(), databaseGate.shut()]);
      await Promise.all([redisGate.open(), databaseGate.open()]);
      await serves(sources, 6);
      await vi.waitFor(() => expect(sources.keys.find(ONE.hash)).toBeNull(), 10_000);
    },
  );

  test('both stores may go while it serves, and a restart goes on with the last that it saw', async () => {
    await leaveCopies();
    const { database, organization, stateFolder, redisGate, databaseGate } = stores;
    const first = stores.sources({ stateFolder, timings: EAGER });
    await first.snapshots.start();
    await putInPostgres(database, snapshotOf(organization, 7));
    await serves(first, 7);
    await Promise.all([redisGate.shut(), databaseGate.shut()]);
    expect(servedVersion(first)).toBe(7);
    await first.snapshots.close();
    const second = stores.sources({ stateFolder });
    await second.snapshots.start();
    expect(servedVersion(second)).toBe(7);
    expect(second.keys.find(ONE.hash)).toEqual(ONE);
  });

  test('an older version in the stores does not replace the copy', async () => {
    await leaveCopies();
    const { cache, organization, stateFolder } = stores;
    await cache.put(snapshotOf(organization, 4));
    const sources = stores.sources({ postgres: null, stateFolder, timings: EAGER });
    await sources.snapshots.start();
    await vi.waitFor(() => expect(events()).toContain('redis_behind'), 10_000);
    expect(servedVersion(sources)).toBe(5);
  });

  test('a damaged copy is refused, said so and counted, and the next good document replaces it', async () => {
    await leaveCopies();
    const { cache, organization, stateFolder, redisGate } = stores;
    const file = join(home(), 'production.snapshot');
    writeFileSync(file, readFileSync(file, 'utf8').replace('banner', 'danger'));
    await redisGate.shut();
    const sources = stores.sources({ postgres: null, stateFolder, timings: EAGER });
    await sources.snapshots.start();
    expect(servedVersion(sources)).toBeUndefined();
    expect(sources.refused('production')).toBe(1);
    expect(stores.log).toContainEqual(
      expect.objectContaining({
        event: 'snapshot_refused',
        store: 'disk',
        problem: expect.stringContaining('is damaged'),
      }),
    );
    expect(sources.keys.find(ONE.hash)).toEqual(ONE);
    await cache.put(snapshotOf(organization, 5));
    await redisGate.open();
    await serves(sources, 5);
    await sources.snapshots.close();
    expect(readFileSync(file, 'utf8')).not.toContain('danger');
  });

  test('nothing is left unfinished in the folder', async () => {
    await leaveCopies();
    expect(readdirSync(home()).sort()).toEqual(['production.keys', 'production.snapshot']);
  });
});

test('with nothing anywhere it is not ready, does not end, and takes what comes', async () => {
  const { cache, organization, stateFolder, redisGate, databaseGate } = stores;
  await Promise.all([redisGate.shut(), databaseGate.shut()]);
  const sources = stores.sources({ stateFolder, timings: EAGER });
  await sources.snapshots.start();
  expect([servedVersion(sources), sources.keys.isLoaded?.()]).toEqual([undefined, false]);
  await cache.put(snapshotOf(organization, 1));
  await redisGate.open();
  await serves(sources, 1);
});

test('a process without copies of its own begins with those of another one, and keeps them', async () => {
  await leaveCopies();
  const { stateFolder, redisGate, databaseGate, organization } = stores;
  await Promise.all([redisGate.shut(), databaseGate.shut()]);
  const own = join(stateFolder, 'worker-3');
  const otherStateFolders = async () => [stateFolder, join(stateFolder, 'worker-3')];
  const sources = stores.sources({ stateFolder: own, otherStateFolders, timings: EAGER });
  await sources.snapshots.start();
  expect(servedVersion(sources)).toBe(5);
  expect(sources.keys.find(ONE.hash)).toEqual(ONE);
  await sources.snapshots.close();
  expect(readdirSync(join(own, organization, 'web-store')).sort()).toEqual(['production.keys', 'production.snapshot']);
});

test('a disk that hangs holds up neither the start nor the end', async () => {
  const { organization, stateFolder, cache } = stores;
  await cache.put(snapshotOf(organization, 5));
  await cache.putKeys(organization, 3, [ONE]);
  mkdirSync(home(), { recursive: true });
  // Whoever reads it waits until somebody writes. It has two names, since a copy will take the place of one.
  const pipe = join(stateFolder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  linkSync(pipe, join(home(), 'production.snapshot'));
  const sources = stores.sources({ postgres: null, stateFolder });
  try {
    await sources.snapshots.start();
    await serves(sources, 5);
    expect(stores.log).toContainEqual(expect.objectContaining({ event: 'state_unreadable' }));
  } finally {
    await sources.snapshots.close();
    closeSync(openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK));
  }
});
