import type { Registry } from 'prom-client';
import { addFamily, type Sample } from './family.ts';
import { addLatency } from './latency-histogram.ts';
import type { RouteMeter } from './route-meter.ts';

/** Adds answers by route and status, and how long they took, from the meters of all routes. */
export function addRequests(registry: Registry, meters: ReadonlyMap<string, RouteMeter>): void {
  addFamily(registry, {
    kind: 'counter',
    name: 'flagforge_requests_total',
    help: 'Answers by route and status.',
    labels: ['route', 'status'],
    *read(): Iterable<Sample> {
      for (const { name, statuses } of meters.values()) {
        for (const [status, value] of statuses) yield { labels: { route: name, status: String(status) }, value };
      }
    },
  });
  addLatency(registry, () => meters.values());
}
