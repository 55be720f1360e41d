/** What streams do by time, on timers that the test moves: heartbeats, instants of schedules, the end of a server. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createMemoryKeys, createMemorySource, DEFAULT_LIMITS, keyRecord, type Limits } from '../index.ts';
import { followSource } from '../snapshots/environments.ts';
import { shopSnapshot } from '../testing/shop-snapshot.ts';
import { TestSink } from '../testing/test-sink.ts';
import { createStreams } from './streams.ts';

const START = 1_800_000_000_000;
const PERIOD_MS = 20_000;
const KEY = keyRecord('ff_client_x', { environment: 'production' });

beforeEach(() => {
  vi.useFakeTimers({ now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

/** When a heartbeat came, in ms of the timers. */
class Reader extends TestSink {
  readonly openedAt = performance.now();
  readonly beats: number[] = [];

  override _write(chunk: Buffer, encoding: BufferEncoding, done: () => void): void {
    if (chunk.toString() === ':\n\n') this.beats.push(performance.now());
    super._write(chunk, encoding, done);
  }
}

function serve(limits: Partial<Limits> = {}, clock: () => number = Date.now) {
  const source = createMemorySource([shopSnapshot()]);
  const log: object[] = [];
  const keys = createMemoryKeys([KEY]);
  const environments = followSource(source, () => {});
  const many = 1_000_000;
  const open = { streamRate: many, streamBurst: many, streamsPerAddress: many, streamHeartbeatMs: PERIOD_MS };
  const streams = createStreams({
    ...{ environments, keys, clock, log: (entry) => log.push(entry) },
    limits: { ...DEFAULT_LIMITS, ...open, ...limits },
  });
  return {
    streams,
    source,
    log,
    /** Opens a stream for a context of its own. */
    open(userId = 'u1'): Reader {
      const sink = new Reader();
      const question = {
        kind: 'client',
        form: 'own',
        context: `{"userId":"${userId}"}`,
        overrides: undefined,
      } as const;
      const request = { key: KEY, question, lastEventId: null, address: '10.0.0.1' };
      expect(streams.open(request, sink, () => {})).toBeNull();
      return sink;
    },
  };
}

/** A banner that is another one in each version, and as long. */
function bannerOf(version: number) {
  const served = { off: 'none', variants: [{ name: 'none', value: `${version}` }], default: { serve: 'none' } };
  const flags = shopSnapshot().flags.map((flag) => (flag.key === 'banner' ? { ...flag, ...served } : flag));
  return shopSnapshot({ version, flags });
}

/** The times between opening, each heartbeat, and now. */
function gaps({ openedAt, beats }: Reader, until = performance.now()): readonly number[] {
  const times = [openedAt, ...beats, until];
  return times.slice(1).map((time, index) => time - (times[index] ?? 0));
}

describe('heartbeats', () => {
  test.each([1, 2, 3])('of %i streams come once a period each', async (count) => {
    const { open } = serve();
    const readers = Array.from({ length: count }, (_, index) => open(`u${index}`));
    await vi.advanceTimersByTimeAsync(10 * PERIOD_MS);
    for (const reader of readers) {
      expect([10, 11]).toContain(reader.beats.length);
      expect(Math.max(...gaps(reader))).toBeLessThanOrEqual(PERIOD_MS);
      expect(Math.min(...gaps(reader).slice(1, -1))).toBeGreaterThan(0.98 * PERIOD_MS);
    }
  });

  test('no stream goes without for longer than the period, whoever comes and goes', async () => {
    const step = fc.record({ comes: fc.nat(30), goes: fc.nat(30), ms: fc.nat(PERIOD_MS) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const { open, streams } = serve();
        let readers: Reader[] = [];
        for (const { comes, goes, ms } of steps) {
          for (let count = 0; count < comes; count += 1) readers.push(open());
          for (const reader of readers.splice(0, goes)) reader.destroy();
          await vi.advanceTimersByTimeAsync(ms);
          readers = readers.reverse();
          for (const reader of readers) expect(Math.max(...gaps(reader))).toBeLessThanOrEqual(PERIOD_MS);
        }
        for (const reader of readers) reader.destroy();
        streams.close();
        await vi.advanceTimersByTimeAsync(0);
        expect([streams.stats().open, vi.getTimerCount()]).toEqual([[], 0]);
      }),
      { numRuns: 40 },
    );
  });

  test('of many that came at once are spread over the period', async () => {
    const { open } = serve();
    const readers = Array.from({ length: 2_000 }, () => open());
    await vi.advanceTimersByTimeAsync(PERIOD_MS);
    const perTick = new Map<number, number>();
    for (const { beats } of readers) for (const at of beats) perTick.set(at, (perTick.get(at) ?? 0) + 1);
    expect(Math.max(...perTick.values())).toBeLessThanOrEqual(20);
  });

  test('do not pile up before a reader that reads nothing, and come again when it reads', async () => {
    const { open, streams } = serve();
    const reader = open();
    await vi.advanceTimersByTimeAsync(0);
    reader.pause();
    await vi.advanceTimersByTimeAsync(100 * PERIOD_MS);
    expect(streams.stats()).toMatchObject({ bufferedBytes: 3, dropped: 0 });
    reader.resume();
    await vi.advanceTimersByTimeAsync(2 * PERIOD_MS);
    expect(reader.received.slice(-9)).toBe(':\n\n'.repeat(3));
  });

  test('after a machine slept each stream gets one, not all that it missed', async () => {
    const { open } = serve();
    const reader = open();
    await vi.advanceTimersByTimeAsync(PERIOD_MS);
    const slept = performance.now() + 50 * PERIOD_MS;
    vi.spyOn(performance, 'now').mockImplementation(() => slept);
    await vi.advanceTimersByTimeAsync(200);
    vi.restoreAllMocks();
    expect(reader.beats.length).toBe(2);
  });

  test('a stream that was told to go has at least a whole period to read what is on its way', async () => {
    const { open, streams, source } = serve({ streamBufferBytes: 0 });
    const reader = open();
    reader.pause();
    let version = 1;
    while (streams.stats().dropped === 0) {
      version += 1;
      source.publish(bannerOf(version));
    }
    await vi.advanceTimersByTimeAsync(PERIOD_MS);
    expect(reader.destroyed).toBe(false);
    reader.resume();
    await vi.advanceTimersByTimeAsync(0);
    expect(reader.received).toMatch(/\nretry: \d+\n\n$/);
    const silent = open();
    silent.pause();
    while (streams.stats().dropped === 1) {
      version += 1;
      source.publish(bannerOf(version));
    }
    await vi.advanceTimersByTimeAsync(2 * PERIOD_MS);
    expect([silent.destroyed, streams.stats().open]).toEqual([true, []]);
  });
});

test('the limit of what may wait is exact: at it a stream goes on, over it it is told to come back', async () => {
  const { open, streams, source } = serve();
  const first = open();
  const opening = Buffer.byteLength(first.received);
  const put = opening - Buffer.byteLength(/^retry: .*\n\n/.exec(first.received)?.[0] ?? '');
  source.publish(bannerOf(10));
  const patch = Buffer.byteLength(first.received) - opening;
  streams.close();
  // What a stream was sent when it came may wait beside the limit.
  const waiting = Math.ceil(put / patch) + 3;
  for (const [streamBufferBytes, written] of [
    [waiting * patch - put, waiting + 1],
    [waiting * patch - put - 1, waiting],
  ] as const) {
    const shop = serve({ streamBufferBytes });
    const reader = shop.open();
    reader.pause();
    for (let version = 10; version < 10 + written; version += 1) shop.source.publish(bannerOf(version));
    expect(shop.streams.stats()).toMatchObject({ dropped: 0, bufferedBytes: written * patch });
    shop.source.publish(bannerOf(90));
    expect(shop.streams.stats()).toMatchObject({ dropped: 1 });
    reader.resume();
    await vi.advanceTimersByTimeAsync(0);
    // All that was written before arrives, and when to come back.
    expect(reader.received).toMatch(new RegExp(`"value":"${9 + written}"[^]*\\nretry: \\d+\\n\\n$`));
    shop.streams.close();
  }
});

describe('instants', () => {
  /** A banner that is turned off at an instant. */
  const scheduled = (...instants: readonly number[]) =>
    shopSnapshot({
      version: 2,
      instants,
      flags: shopSnapshot().flags.map((flag) =>
        flag.key === 'banner'
          ? { ...flag, schedule: instants.map((at, index) => ({ at, set: { enabled: index % 2 === 1 } })) }
          : flag,
      ),
    });
  const idsOf = ({ received }: Reader) =>
    [...received.matchAll(/^id: \d+\.[0-9a-f]+-(\d+)$/gm)].map(([, at]) => Number(at));

  test('beyond the longest delay of a timer are told when they come, and not before', async () => {
    const far = START + 2 ** 31 + 5;
    const { open, source } = serve({ streamHeartbeatMs: 2 ** 30 });
    source.publish(scheduled(far, START + 2 ** 33));
    const reader = open();
    await vi.advanceTimersByTimeAsync(2 ** 31 + 4);
    expect(idsOf(reader)).toEqual([0]);
    await vi.advanceTimersByTimeAsync(1);
    expect(idsOf(reader)).toEqual([0, far]);
  });

  test('that have passed at the start count as passed', async () => {
    const { open, source } = serve();
    source.publish(scheduled(START - 10, START - 5, START + 5));
    const reader = open();
    expect(idsOf(reader)).toEqual([START - 5]);
    await vi.advanceTimersByTimeAsync(5);
    expect(idsOf(reader)).toEqual([START - 5, START + 5]);
  });

  test('in any order are told in theirs, and no timer spins', async () => {
    const { open, source, streams } = serve();
    source.publish({
      ...scheduled(START + 1_000, START + 2_000),
      instants: [START + 2_000, START + 1_000, START + 1_000],
    });
    const reader = open();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(idsOf(reader)).toEqual([0, START + 1_000, START + 2_000]);
    streams.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('a clock that jumps forward tells them within a minute; one that was wrong is taken back, whole', async () => {
    let skew = 0;
    const at = START + 3_600_000;
    const { open, source } = serve({}, () => Date.now() + skew);
    source.publish(scheduled(at));
    const reader = open();
    skew = 3_600_000;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(idsOf(reader)).toEqual([0, at]);
    skew = 0;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(idsOf(reader)).toEqual([0, at, 0]);
    expect(reader.received.split('\n\n').at(-2)).toMatch(/^id: .*-0\nevent: put\ndata: .*"sale"/);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(idsOf(reader)).toEqual([0, at, 0, at]);
  });
});

describe('a server that drains', () => {
  test('sends its streams away evenly over the window, and nobody twice', async () => {
    const { open, streams } = serve();
    const readers = Array.from({ length: 1_000 }, (_, index) => open(`u${index}`));
    streams.drain(10_000);
    const left = () => readers.filter(({ writableEnded }) => !writableEnded).length;
    for (let second = 1; second <= 10; second += 1) {
      await vi.advanceTimersByTimeAsync(1_000);
      expect(Math.abs(left() - (1_000 - 100 * second))).toBeLessThanOrEqual(5);
    }
    await vi.advanceTimersByTimeAsync(20);
    expect(left()).toBe(0);
    for (const { received } of readers) expect(received.match(/^retry: /gm)).toHaveLength(2);
    expect(streams.stats().open).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('that has no time sends all away at once', async () => {
    const { open, streams } = serve();
    const readers = Array.from({ length: 100 }, (_, index) => open(`u${index}`));
    streams.drain(0);
    await vi.advanceTimersByTimeAsync(20);
    expect(readers.every(({ writableEnded }) => writableEnded)).toBe(true);
  });
});
