import type { EvaluatorReport } from '@flagforge/sdk/snapshot';
import type { Log } from '../log.ts';
import { jittered, startLoop } from './loop.ts';
import { createOnceLog } from './once.ts';
import type { RedisStore } from './redis.ts';
import { redisProblem } from './redis-client.ts';

/** Reports that go out every few seconds. */
export interface Heartbeat {
  /** Sends them at once. */
  beat(): void;
  /** Takes them back, where Redis can be reached. */
  close(): Promise<void>;
}

export interface HeartbeatOptions {
  readonly store: RedisStore;
  readonly id: string;
  /** What is served now, by environment. */
  readonly reports: () => ReadonlyMap<string, EvaluatorReport>;
  readonly everyMs: number;
  readonly clock: () => number;
  readonly log: Log;
}

/** Reports of evaluators that ended without taking them back are removed after this long. */
const GONE_MS = 86_400_000;
const SWEEP_MS = 3_600_000;

/** Never rejects: a Redis that is away gets the next one, and a user that may not write is logged, once. */
export function startHeartbeat({ store, id, reports, everyMs, clock, log }: HeartbeatOptions): Heartbeat {
  const { change } = createOnceLog(log);
  const sweptAt = new Map<string, number>();
  const sent = new Set<string>();

  const sweep = async (environment: string): Promise<void> => {
    const now = clock();
    if (now - (sweptAt.get(environment) ?? Number.NEGATIVE_INFINITY) < SWEEP_MS) return;
    const found = Object.entries(await store.reports(environment));
    sweptAt.set(environment, now);
    await store.retract(
      environment,
      found.filter(([, text]) => now - reportedAt(text) >= GONE_MS).map(([field]) => field),
    );
  };

  const send = async (): Promise<number> => {
    try {
      for (const [environment, report] of reports()) {
        await store.report(environment, id, JSON.stringify(report));
        sent.add(environment);
        await sweep(environment);
      }
      change('heartbeat', null);
    } catch (error) {
      // That Redis is away is said by whoever reads it.
      const problem = redisProblem(error);
      if (/^NOPERM|^READONLY|^OOM|^MISCONF/.test(problem)) {
        change('heartbeat', { level: 'warn', event: 'heartbeat_refused', problem });
      }
    }
    return jittered(everyMs);
  };
  const loop = startLoop(send);

  return {
    beat: loop.wake,
    async close() {
      await loop.close();
      await Promise.all([...sent].map((environment) => store.retract(environment, [id]).catch(() => {})));
    },
  };
}

/** When a report was made; NaN for what is none, or holds a time that is none. */
function reportedAt(text: string): number {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'at' in value ? Number(value.at) : Number.NaN;
  } catch {
    return Number.NaN;
  }
}
