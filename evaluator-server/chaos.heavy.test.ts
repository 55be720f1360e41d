import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type ChaosPlace, createChaosPlace } from './testing/chaos/chaos-place.ts';
import { type ChaosEvaluator, serveHere, startProcess } from './testing/chaos/evaluators.ts';
import { SCENARIOS, type Scenario, type ScenarioTimes } from './testing/chaos/scenarios.ts';

/** How long each thing stays wrong, in ms, and how often all of them happen. */
const OUTAGE_MS = Number(process.env['FLAGFORGE_CHAOS_MS'] ?? 15_000);
const ROUNDS = Number(process.env['FLAGFORGE_CHAOS_ROUNDS'] ?? 1);
const PATIENT = { timeout: 30_000, interval: 50 };
const HOUR_MS = 3_600_000;

let place: ChaosPlace;
let evaluator: ChaosEvaluator;
let skewMs = 0;

/** What was counted under one name, in all rounds; times are the longest. */
interface Row extends ScenarioTimes {
  readonly answered: number;
  readonly failed: number;
  readonly old: number;
  readonly strayed: number;
  readonly slowestMs: number;
}
const rows = new Map<string, Row>();

function add(name: string, row: Row): void {
  const before = rows.get(name) ?? row;
  const sums = ['answered', 'failed', 'old', 'strayed'] as const;
  const summed = Object.fromEntries(sums.map((what) => [what, (rows.get(name)?.[what] ?? 0) + row[what]]));
  rows.set(name, {
    ...row,
    ...summed,
    slowestMs: Math.max(before.slowestMs, row.slowestMs),
    during: row.during === null ? null : Math.max(before.during ?? 0, row.during),
    after: Math.max(before.after, row.after),
  });
}

function render([name, row]: readonly [string, Row]): string {
  const { answered, failed, old, strayed, slowestMs, during, after } = row;
  const cells = [
    name,
    answered,
    failed,
    old,
    strayed,
    milliseconds(slowestMs),
    milliseconds(during),
    milliseconds(after),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Ends the evaluator that answers, if there is one, and lets another one answer, which holds every version. */
async function replace(next: () => Promise<ChaosEvaluator>): Promise<void> {
  await place.load.rest();
  await evaluator?.kill();
  evaluator = await next();
  place.aim(evaluator);
}

const withRestart: Scenario = {
  name: 'both: kill -9, and the evaluator; it starts without them',
  async run({ redis, postgres, notice, load }, lasts) {
    await load.rest();
    await Promise.all([redis.kill(), postgres.crash(), evaluator.kill()]);
    evaluator = await startProcess(place.stores);
    place.aim(evaluator);
    await lasts();
    await Promise.all([redis.restart(), postgres.restart()]);
    return { during: null, after: await notice() };
  },
};

const withSkew: Scenario = {
  name: 'the clock jumps by 1 h, -2 h, 400 d, -400 d',
  async run({ notice }, lasts) {
    const stateFolder = join(place.stores.stateFolder, 'skewed');
    await replace(() => serveHere({ ...place.stores, stateFolder }, { timings: {}, clock: () => Date.now() + skewMs }));
    let during = 0;
    for (const hours of [1, -2, 24 * 400, -24 * 400]) {
      skewMs = hours * HOUR_MS;
      await place.load.more(100);
      during = Math.max(during, await notice());
    }
    await lasts();
    skewMs = 0;
    return { during, after: await notice() };
  },
};

beforeAll(async () => {
  place = await createChaosPlace();
  await replace(() => startProcess(place.stores));
  await place.load.seen(1);
});
afterAll(async () => {
  console.log(
    [
      '| what went wrong | evaluations | failed | old | streams that lost a change | slowest | new version meanwhile | afterwards |',
      '| --- | --- | --- | --- | --- | --- | --- | --- |',
      ...[...rows].map(render),
      ...place.streams.map((stream) => {
        const { connections, puts, patches } = stream.counts();
        return `${stream.name}: ${connections} connections, ${puts} whole states, ${patches} changes`;
      }),
    ].join('\n'),
  );
  await evaluator.kill();
  await place.stop();
});

const milliseconds = (time: number | null): string => (time === null ? 'none could be' : `${Math.round(time)} ms`);

const rounds = Array.from({ length: ROUNDS }, (_, round) => round + 1);
test.each(
  rounds.flatMap((round) =>
    [...SCENARIOS, withRestart, withSkew].map((scenario) => [scenario.name, round, scenario] as const),
  ),
)('%s, round %i', async (name, _, { run }) => {
  const before = place.load.counts();
  place.load.forgetSlowest();
  const times: ScenarioTimes = await run(place, () => delay(OUTAGE_MS));
  const strayed = await vi
    .waitFor(async () => {
      const found = await place.strayed();
      if (found.length > 0) throw found;
      return found;
    }, PATIENT)
    .catch((found: unknown) => found as readonly string[]);
  // Long enough that whatever is still old by now is counted as old.
  await delay(5_500);
  const after = place.load.counts();
  const answered = after.answered - before.answered;
  const failed = after.failed - before.failed;
  const old = after.old - before.old;
  add(name, { answered, failed, old, strayed: strayed.length, slowestMs: after.slowestMs, ...times });
  expect({ failed, old, torn: after.torn, strayed, problems: after.problems }).toEqual({
    ...{ failed: 0, old: 0, torn: 0, strayed: [], problems: [] },
  });
  if (name === withSkew.name) await replace(() => startProcess(place.stores));
});
