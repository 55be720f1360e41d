import type { Registry } from 'prom-client';
import type { StreamStats } from '../streams/stream-stats.ts';
import { addFamily, type Sample } from './family.ts';

/** Adds what is known of streams. */
export function addStreams(registry: Registry, stats: () => StreamStats): void {
  const gauge = (name: string, help: string, labels: readonly string[], read: () => Iterable<Sample>): void =>
    addFamily(registry, { kind: 'gauge', name, help, labels, read });
  const counter = (name: string, help: string, value: (stats: StreamStats) => number): void =>
    addFamily(registry, {
      kind: 'counter',
      name,
      help,
      labels: [],
      read: () => [{ labels: {}, value: value(stats()) }],
    });

  gauge('flagforge_streams_open', 'Streams that are open.', ['environment', 'key'], () =>
    stats().open.map(({ environment, kind, count }) => ({ labels: { environment, key: kind }, value: count })),
  );
  gauge('flagforge_stream_buffered_bytes', 'Bytes that wait for slow readers of streams.', [], () => [
    { labels: {}, value: stats().bufferedBytes },
  ]);
  counter('flagforge_streams_opened_total', 'Streams that were opened.', ({ opened }) => opened);
  counter('flagforge_stream_events_total', 'Events that were written to streams.', ({ events }) => events);
  counter(
    'flagforge_streams_dropped_total',
    'Streams that were ended because they were read too slowly.',
    (now) => now.dropped,
  );
  addFamily(registry, {
    kind: 'counter',
    name: 'flagforge_streams_refused_total',
    help: 'Streams that were not opened, by the limit that was met.',
    labels: ['limit'],
    read: () => Object.entries(stats().refused).map(([limit, value]) => ({ labels: { limit }, value })),
  });
}
