import { AggregatorRegistry, Registry } from 'prom-client';
import type { EvaluationCounts } from '../evaluation/counts.ts';
import type { StoreHealth } from '../snapshots/source.ts';
import type { StreamStats } from '../streams/stream-stats.ts';
import { addEvaluations } from './evaluation-metrics.ts';
import { addProcess } from './process-metrics.ts';
import { addRequests } from './request-metrics.ts';
import { createRouteMeter, type RouteMeter } from './route-meter.ts';
import { addSnapshots, type SnapshotMetricsOptions } from './snapshot-metrics.ts';
import { addStores } from './store-metrics.ts';
import { addStreams } from './stream-metrics.ts';

/** The metrics of one process as plain data, to be sent to another one and added up there. */
export type MetricsDump = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;

/** What a server's metrics are read from. */
export interface MetricsOptions extends SnapshotMetricsOptions {
  readonly counts: EvaluationCounts;
  readonly streams: () => StreamStats;
  readonly stores: () => readonly StoreHealth[];
}

/** Everything that `/metrics` tells. It holds no key, no context and no flag. */
export interface Metrics {
  /** The meter of the route with this name; the same one for the same name. Names are those of the code, never a path. */
  meter(route: string): RouteMeter;
  /** What this process knows. */
  dump(): Promise<MetricsDump>;
  close(): void;
}

/** Measuring begins at once. */
export function createMetrics({ counts, streams, stores, ...snapshots }: MetricsOptions): Metrics {
  const registry = new Registry();
  const meters = new Map<string, RouteMeter>();
  const stops = [addEvaluations(registry, counts), addSnapshots(registry, snapshots), addProcess(registry)];
  addRequests(registry, meters);
  // Read once a time: it looks at every open stream.
  let open = streams();
  addStreams(registry, () => open);
  addStores(registry, stores, snapshots.clock);
  return {
    meter(route) {
      const known = meters.get(route);
      if (known !== undefined) return known;
      const made = createRouteMeter(route);
      meters.set(route, made);
      return made;
    },
    dump() {
      open = streams();
      return registry.getMetricsAsJSON();
    },
    close() {
      for (const stop of stops) stop();
    },
  };
}

/** The type of the text that `renderMetrics` gives. */
export const METRICS_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

/** The metrics of one or more processes, as Prometheus reads them: sums, or the worst of them where a sum means nothing. */
export function renderMetrics(dumps: readonly MetricsDump[]): Promise<string> {
  return AggregatorRegistry.aggregate(dumps.map((dump) => [...dump])).metrics();
}
