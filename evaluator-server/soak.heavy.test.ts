import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { createChaosPlace } from './testing/chaos/chaos-place.ts';
import { startProcess } from './testing/chaos/evaluators.ts';
import { followStream, type StreamFollower } from './testing/chaos/stream-follower.ts';

/** How long it runs, in ms; at least three minutes. */
const SOAK_MS = Math.max(180_000, Number(process.env['FLAGFORGE_SOAK_MS'] ?? 600_000));
/** Memory grows while code is compiled and lists are filled; what it is afterwards must stay. */
const WARM_MS = 60_000;
/** Long enough that the heap is collected whole in it. */
const WINDOW_MS = 60_000;
const MOST_GROWTH = 1.1;

const SAMPLE_MS = 500;
const PUBLISH_MS = 2_000;
/** A stream comes every so often, and goes after the time that so many of them take to come. */
const STREAM_MS = 50;
const VISITORS = 40;

interface Sample {
  readonly at: number;
  /** Bytes. */
  readonly rss: number;
  readonly heap: number;
  readonly stopMs: number;
}

/** Resident memory of a process and of its children, in bytes. */
function residentBytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
  const own = Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1_024;
  return children.filter((child) => child > 0).reduce((sum, child) => sum + residentBytes(child), own);
}

/** The heap in use, in bytes, and the longest stop of the event loop since the last look, in ms. */
async function readMetrics(port: number): Promise<{ readonly heap: number; readonly stopMs: number }> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const value = (name: string): number => Number(new RegExp(`^${name}(?:\\{\\})? (\\S+)$`, 'm').exec(text)?.[1]);
  return { heap: value('nodejs_heap_size_used_bytes'), stopMs: value('nodejs_eventloop_lag_max_seconds') * 1_000 };
}

/** What is in use right after collections: the lowest values of a window say it, whenever those were. */
function floorOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 10)] ?? 0;
}

const megabytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MB`;

test(`memory is flat for ${SOAK_MS / 60_000} minutes of evaluations, publishes, and streams that come and go`, async () => {
  const place = await createChaosPlace();
  const evaluator = await startProcess(place.stores);
  const { port, pid } = evaluator;
  if (pid === null) throw new Error('it has a process of its own');
  const visitors: StreamFollower[] = [];
  const samples: Sample[] = [];
  let visits = 0;
  let isOver = false;

  const every = async (ms: number, work: (round: number) => Promise<unknown>): Promise<void> => {
    for (let round = 0; !isOver; round += 1) {
      await work(round);
      await delay(ms);
    }
  };
  const come = async (round: number): Promise<void> => {
    const context = { userId: `visitor ${round}`, plan: round % 2 === 0 ? 'pro' : 'free' };
    visitors.push(followStream({ name: 'a visitor', port, key: place.clientKey, context }));
    if (visitors.length > VISITORS) {
      const gone = visitors.shift();
      if ((gone?.counts().puts ?? 0) > 0) visits += 1;
      gone?.close();
    }
  };
  const begunAt = performance.now();
  const look = async (): Promise<void> => {
    samples.push({ at: performance.now() - begunAt, rss: residentBytes(pid), ...(await readMetrics(port)) });
  };

  try {
    place.aim(evaluator);
    await place.load.seen(1);
    const busy = [every(SAMPLE_MS, look), every(PUBLISH_MS, () => place.publish()), every(STREAM_MS, come)];
    await delay(SOAK_MS);
    isOver = true;
    await Promise.all(busy);
    await vi.waitFor(async () => expect(await place.strayed()).toEqual([]), { timeout: 20_000, interval: 100 });

    const within = (from: number, to: number): Sample[] => samples.filter(({ at }) => at >= from && at < to);
    const minutes = Array.from({ length: Math.floor(SOAK_MS / 60_000) }, (_, minute) => {
      const found = within(minute * 60_000, (minute + 1) * 60_000);
      const [rss, heap] = [floorOf(found.map((each) => each.rss)), floorOf(found.map((each) => each.heap))];
      const stopMs = Math.max(...found.map((each) => each.stopMs));
      return `minute ${minute + 1}: resident ${megabytes(rss)}, heap ${megabytes(heap)}, longest stop ${stopMs.toFixed(0)} ms`;
    });
    const { answered, failed, old, torn, slowestMs, problems } = place.load.counts();
    console.log(
      [
        ...minutes,
        `${answered} evaluations, the slowest in ${slowestMs.toFixed(0)} ms; ${place.version()} versions; ${visits} streams came and went`,
      ].join('\n'),
    );
    expect({ failed, old, torn, problems }).toEqual({ failed: 0, old: 0, torn: 0, problems: [] });
    const [early, late] = [within(WARM_MS, WARM_MS + WINDOW_MS), within(SOAK_MS - WINDOW_MS, Number.POSITIVE_INFINITY)];
    for (const what of ['rss', 'heap'] as const) {
      const growth = floorOf(late.map((each) => each[what])) / floorOf(early.map((each) => each[what]));
      console.log(`${what} at the end: ${growth.toFixed(3)} of what it was after the first minute`);
      expect.soft(growth, what).toBeLessThan(MOST_GROWTH);
    }
  } finally {
    isOver = true;
    for (const visitor of visitors) visitor.close();
    await evaluator.kill();
    await place.stop();
  }
});
