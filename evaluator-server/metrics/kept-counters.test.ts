import { afterEach, expect, test } from 'vitest';
import { parseExposition } from '../testing/exposition.ts';
import { serveShop, type TestServer } from '../testing/serve.ts';
import { createKeptCounters } from './kept-counters.ts';
import { type MetricsDump, renderMetrics } from './metrics.ts';

const servers: TestServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map(({ server }) => server.close())));

/** What a process measured that answered so many questions. */
async function dumpOf(evaluations: number): Promise<MetricsDump> {
  const shop = await serveShop();
  servers.push(shop);
  for (let n = 0; n < evaluations; n += 1) await shop.post('/v1/evaluate', { flagKey: 'local', context: {} });
  return shop.server.metrics();
}

async function valuesOf(dumps: readonly MetricsDump[], name: string): Promise<readonly number[]> {
  const families = parseExposition(await renderMetrics(dumps));
  return [...families.values()].flatMap(({ samples }) =>
    samples.filter((sample) => sample.name === name).map(({ value }) => value),
  );
}

const COUNTER = 'flagforge_evaluations_total';

test('what ended processes counted is kept, in one dump however many they were', async () => {
  const kept = createKeptCounters();
  for (const [process, evaluations] of [2, 3, 4].entries()) {
    kept.told(process, await dumpOf(evaluations));
    kept.ended(process);
  }
  const dumps = await kept.of([]);
  expect(dumps).toHaveLength(1);
  expect(await valuesOf(dumps, COUNTER)).toEqual([9]);
  expect(await valuesOf([...dumps, await dumpOf(1)], COUNTER)).toEqual([10]);
  const counts = await valuesOf(dumps, 'flagforge_request_duration_seconds_count');
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(9);
  // Memory, streams and ages are nobody's any more.
  expect(dumps.flat().map(({ name }) => name)).not.toContain('process_resident_memory_bytes');
});

test('the last counters of a process that does not answer stand for it, once', async () => {
  const kept = createKeptCounters();
  kept.told(1, await dumpOf(2));
  kept.told(1, await dumpOf(5));
  expect(await valuesOf(await kept.of([1, 2]), COUNTER)).toEqual([5]);
  expect(await valuesOf(await kept.of([]), COUNTER)).toEqual([]);
  kept.ended(1);
  kept.ended(2);
  expect(await valuesOf(await kept.of([1]), COUNTER)).toEqual([5]);
});
