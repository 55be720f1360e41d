import { expect, test, vi } from 'vitest';
import { createEvaluationServer } from '../server.ts';
import { parseExposition } from '../testing/exposition.ts';
import { putInPostgres, snapshotOf } from '../testing/stores.ts';
import { EAGER, useStores } from '../testing/use-stores.ts';

const stores = useStores();

test('/metrics tells which store answers, since when one does not, and what was refused', async () => {
  const { cache, database, organization } = stores;
  await putInPostgres(database, snapshotOf(organization, 4));
  await cache.put(snapshotOf(organization, 4));
  const sources = stores.sources({ timings: EAGER });
  const server = createEvaluationServer({ source: sources.snapshots, keys: sources.keys, port: 0 });
  const { port } = await server.listen();
  /** The lines of a metric, by what tells them apart. */
  const read = async (name: string): Promise<Record<string, number>> => {
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    const samples = parseExposition(text).get(name)?.samples ?? [];
    return Object.fromEntries(samples.map(({ labels, value }) => [labels.store ?? labels.environment, value]));
  };
  const up = () => read('flagforge_store_up');
  try {
    await vi.waitFor(async () => expect(await up()).toEqual({ redis: 1, postgres: 1 }), 10_000);
    expect(await read('flagforge_snapshot_version')).toEqual({ production: 4 });

    await stores.redisGate.shut();
    await vi.waitFor(async () => expect(await up()).toEqual({ redis: 0, postgres: 1 }), 10_000);
    const { redis: before = 0 } = await read('flagforge_store_last_answer_age_seconds');
    await vi.waitFor(async () => {
      const { redis = 0, postgres = 0 } = await read('flagforge_store_last_answer_age_seconds');
      expect(redis).toBeGreaterThan(before);
      expect(redis).toBeGreaterThan(postgres);
    }, 10_000);

    await stores.databaseGate.shut();
    await vi.waitFor(async () => expect(await up()).toEqual({ redis: 0, postgres: 0 }), 10_000);
    expect(await read('flagforge_snapshot_version')).toEqual({ production: 4 });

    await cache.put(snapshotOf(organization, 5), { body: '{}' });
    await stores.redisGate.open();
    await vi.waitFor(async () => expect(await up()).toEqual({ redis: 1, postgres: 0 }), 10_000);
    await vi.waitFor(
      async () => expect((await read('flagforge_snapshots_refused_total')).production).toBeGreaterThan(0),
      10_000,
    );
  } finally {
    await server.close();
  }
});
