import { randomBytes } from 'node:crypto';
import { storeLayout, usageKey } from '@flagforge/sdk/snapshot';
import { type Log, silentLog } from '../log.ts';
import type { Project } from '../stores/documents.ts';
import { jittered, startLoop } from '../stores/loop.ts';
import { createOnceLog } from '../stores/once.ts';
import { type RedisSettings, redisProblem } from '../stores/redis-client.ts';
import { atMost } from '../stores/within.ts';
import { type Batch, createBatch, type NamedReport } from './batch.ts';
import { type Bucket, createBuckets } from './buckets.ts';
import { GRAINS } from './grains.ts';
import { createRedisCounters } from './redis-counters.ts';
import { readSeries } from './series.ts';
import type { UsageReport, UsageStore } from './usage-store.ts';

export interface RedisUsageOptions {
  readonly project: Project;
  readonly redis: RedisSettings;
  /** How often counts are written, in ms; each wait is between three fifths of it and all of it. */
  readonly everyMs: number;
  /** How many counts wait at most while Redis is away, 70 to 400 bytes each; as many again in reports. */
  readonly cells: number;
  readonly clock: () => number;
  readonly log?: Log;
}

/** How many cells a call writes: about 5 ms of Redis's time, in which nobody else is answered. */
const CALL_CELLS = 2_000;
/** How many cells of reports do not wait for the next interval. */
const EARLY_CELLS = 4 * CALL_CELLS;
/** How long the last flush may take: a server ends within a second. */
const CLOSE_MS = 700;
const LET_GO_MS = 100;

/** What waits to be written of one environment. */
interface Waiting {
  seq: number;
  /** What was sent last, while it is not known to have arrived. */
  sent: Batch | null;
  reports: NamedReport[];
}

/**
 * Counts of all evaluators together, in Redis. What could not be written waits, within a limit, and a batch whose fate is
 * unknown is sent again under its number: nothing is lost or counted twice while Redis is away.
 */
export function createRedisUsage(options: RedisUsageOptions): UsageStore {
  const { project, redis, everyMs, cells: limit, clock, log = silentLog } = options;
  const evaluator = randomBytes(8).toString('hex');
  const counters = createRedisCounters(redis);
  const buckets = createBuckets(limit, clock, (evaluations) =>
    log({ level: 'warn', event: 'usage_dropped', evaluations }),
  );
  const waiting = new Map<string, Waiting>();
  const sources = new Set<() => void>();
  const { change } = createOnceLog(log);
  /** Of the reports that wait or were sent: their ids, and how many cells they have. */
  const reportIds = new Set<string>();
  let reportCells = 0;
  let isWell = true;

  const layoutOf = (environment: string) => storeLayout({ ...project, environment });

  const waitingOf = (environment: string): Waiting => {
    const known = waiting.get(environment) ?? { seq: 0, sent: null, reports: [] };
    waiting.set(environment, known);
    return known;
  };

  /** The next batch of an environment; null: nothing waits. */
  const nextBatch = (environment: string, own: Waiting): Batch | null => {
    const taken: readonly Bucket[] = buckets.take(environment, CALL_CELLS);
    let room = CALL_CELLS - taken.reduce((sum, { counts }) => sum + counts.size, 0);
    const reports: NamedReport[] = [];
    for (const report of own.reports) {
      if (room <= 0) break;
      reports.push(report);
      room -= cellsOf(report);
    }
    if (taken.length === 0 && reports.length === 0) return null;
    own.reports = own.reports.slice(reports.length);
    for (const report of reports) {
      reportIds.delete(idOf(report));
      reportCells -= cellsOf(report);
    }
    own.seq += 1;
    return createBatch(layoutOf(environment), evaluator, own.seq, taken, reports, clock());
  };

  const write = async (environment: string): Promise<void> => {
    const own = waitingOf(environment);
    for (;;) {
      own.sent ??= nextBatch(environment, own);
      if (own.sent === null) return;
      const { failed, problem } = await counters.add(own.sent);
      own.sent = null;
      if (failed > 0) log({ level: 'warn', event: 'usage_not_counted', environment, counts: failed, problem });
    }
  };

  const gather = (): void => {
    for (const collect of sources) collect();
  };

  const flushAll = async (): Promise<number> => {
    gather();
    try {
      const environments = new Set([...waiting.keys(), ...buckets.environments()]);
      // Each to its end: an environment that is still being written must not be written by the next flush too.
      const ends = await Promise.allSettled([...environments].map(write));
      for (const end of ends) if (end.status === 'rejected') throw end.reason;
      isWell = true;
      change('usage', null);
    } catch (error) {
      isWell = false;
      change('usage', { level: 'warn', event: 'usage_not_written', problem: redisProblem(error) });
    }
    return jittered(everyMs);
  };
  const loop = startLoop(flushAll);
  const flush = (): Promise<void> => {
    loop.wake();
    return loop.settled();
  };

  /** Evaluations that nobody will write any more. */
  const lost = (): number => {
    let evaluations = 0;
    for (const environment of new Set([...waiting.keys(), ...buckets.environments()])) {
      const own = waitingOf(environment);
      for (let batch = own.sent ?? nextBatch(environment, own); batch !== null; batch = nextBatch(environment, own)) {
        evaluations += batch.evaluations;
      }
    }
    return evaluations;
  };

  return {
    add: (environment, count) => buckets.add(environment, 'server', clock(), count),
    report(report) {
      const { environment, origin, id, at, counts } = report;
      if (id === null) {
        for (const count of counts) buckets.add(environment, origin, at, count);
        return true;
      }
      const named = { ...report, id };
      if (reportIds.has(idOf(named))) return true;
      if (reportCells + cellsOf(named) > limit) return false;
      reportIds.add(idOf(named));
      reportCells += cellsOf(named);
      waitingOf(environment).reports.push(named);
      if (isWell && reportCells > EARLY_CELLS) loop.wake();
      return true;
    },
    gather(collect) {
      sources.add(collect);
      return () => sources.delete(collect);
    },
    async read(environment, flagKeys, window) {
      // What this process counted itself is in the answer.
      await flush();
      const layout = layoutOf(environment);
      return readSeries(flagKeys, window, async (names) => {
        const found = await counters.read(names.map((name) => usageKey(layout, name)));
        const byName = new Map(names.map((name, index) => [name, found[index] ?? []]));
        return (name) => byName.get(name) ?? [];
      });
    },
    flush,
    async close() {
      await atMost(flush(), CLOSE_MS);
      counters.close();
      // In a cluster a command that is under way hears of the end only when its time is over.
      await atMost(loop.close(), LET_GO_MS);
      sources.clear();
      const evaluations = lost();
      if (evaluations > 0) log({ level: 'warn', event: 'usage_lost', evaluations });
    },
  };
}

/** A report's own size: a cell for each grain, and what there is of it beside them. */
function cellsOf({ counts }: UsageReport): number {
  return counts.length * GRAINS.length + 1;
}

function idOf({ environment, id }: NamedReport): string {
  return `${environment} ${id}`;
}
