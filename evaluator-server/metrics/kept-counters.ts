import { AggregatorRegistry } from 'prom-client';
import type { MetricsDump } from './metrics.ts';

/** What processes counted that do not tell it themselves, because they ended or hang. */
export interface KeptCounters {
  /** A process told what it measured. */
  told(process: number, dump: MetricsDump): void;
  /** It has ended: what it counted stays. */
  ended(process: number): void;
  /** The counters of all that ended, and the last ones of these, which did not answer. */
  of(silent: Iterable<number>): Promise<readonly MetricsDump[]>;
}

/** What only grows; prom-client's type of it is an enumeration of numbers, what it gives are these words. */
const GROWING: readonly unknown[] = ['counter', 'histogram'];

function countersOf(dump: MetricsDump): MetricsDump {
  return dump.filter(({ type }) => GROWING.includes(type));
}

/**
 * Keeps counters from falling when a process ends: Prometheus takes a counter that fell for one that began anew at 0, and
 * would see all that the other processes ever counted as new. What a process counted after it was last asked is lost
 * with it. Everything that ended is one dump, so it does not grow with the number of processes.
 */
export function createKeptCounters(): KeptCounters {
  const last = new Map<number, MetricsDump>();
  let ended: Promise<MetricsDump> = Promise.resolve([]);
  return {
    told(process, dump) {
      last.set(process, countersOf(dump));
    },
    ended(process) {
      const dump = last.get(process);
      if (dump === undefined) return;
      last.delete(process);
      ended = ended.then((before) => AggregatorRegistry.aggregate([[...before], [...dump]]).getMetricsAsJSON());
    },
    async of(silent) {
      return [await ended, ...Array.from(silent, (process) => last.get(process) ?? [])];
    },
  };
}
