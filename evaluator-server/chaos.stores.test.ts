import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, onTestFailed, test, vi } from 'vitest';
import { type ChaosPlace, createChaosPlace } from './testing/chaos/chaos-place.ts';
import { type ChaosEvaluator, serveHere, startProcess } from './testing/chaos/evaluators.ts';
import { SCENARIOS } from './testing/chaos/scenarios.ts';
import { EAGER } from './testing/use-stores.ts';

/** How long everything takes that waits for a store which hangs: its own limits, and then some. */
const PATIENT = { timeout: 20_000, interval: 20 };
const HOUR_MS = 3_600_000;

let place: ChaosPlace;
let evaluator: ChaosEvaluator;
let skewMs = 0;

beforeAll(async () => {
  place = await createChaosPlace(200);
  evaluator = await serveHere(place.stores, {
    timings: { ...EAGER, heartbeatMs: 50 },
    clock: () => Date.now() + skewMs,
  });
  place.aim(evaluator);
  await place.load.seen(1);
});
beforeEach(() => {
  onTestFailed(() =>
    console.error(
      place.load.counts(),
      evaluator.log
        .slice(-20)
        .map((entry) => JSON.stringify(entry))
        .join('\n'),
    ),
  );
});
afterAll(async () => {
  await evaluator.kill();
  await place.stop();
});

/** Nothing failed, nothing was old, and every stream knows what an evaluator answers. */
async function expectWell(): Promise<void> {
  await vi.waitFor(async () => expect(await place.strayed()).toEqual([]), PATIENT);
  await place.load.more(20);
  expect(place.load.counts()).toMatchObject({ failed: 0, old: 0, torn: 0, newest: place.version() });
}

test.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
  '%s: every evaluation is answered, and no stream loses a change',
  async (_, { run }) => {
    await run(place, () => place.load.more(100));
    await expectWell();
  },
);

test('a clock that jumps, back and forth, changes no answer and stops nothing', async () => {
  for (const hours of [1, -2, 24 * 400, -24 * 400, 0]) {
    skewMs = hours * HOUR_MS;
    await place.load.more(20);
    await place.notice();
    // What was refused by one clock is looked at again by the other, once it is good.
    await place.corrupt('postgres', (body) => body.slice(0, -9));
    await place.load.more(20);
    await place.notice();
    await expectWell();
  }
});

test('an evaluator that is killed and started while both stores are away answers at once, and follows them when they come', async () => {
  const own = { ...place.stores, stateFolder: join(place.stores.stateFolder, 'process') };
  let program = await startProcess(own);
  try {
    await place.load.rest();
    await evaluator.kill();
    place.aim(program);
    await place.notice();
    await expectWell();
    await vi.waitFor(() => expect(savedVersion(own.stateFolder)).toBe(place.version()), PATIENT);
    await place.load.rest();
    await Promise.all([place.redis.kill(), place.postgres.crash(), program.kill()]);
    program = await startProcess(own);
    place.aim(program);
    await expectWell();
    await Promise.all([place.redis.restart(), place.postgres.restart()]);
    await place.notice();
    await expectWell();
  } finally {
    await program.kill();
  }
});

/** The version of the copy on disk. */
function savedVersion(folder: string): unknown {
  const file = join(folder, place.stores.organization, 'web-store', 'production.snapshot');
  return (JSON.parse(readFileSync(file, 'utf8').split('\n')[0] ?? '') as { version?: unknown }).version;
}
