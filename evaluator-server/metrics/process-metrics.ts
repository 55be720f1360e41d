import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Registry } from 'prom-client';
import { addFamily } from './family.ts';

const MICROS_A_SECOND = 1e6;
const NANOS_A_SECOND = 1e9;
/** How often the event loop is looked at, in ms: half of the longest stop that is promised. */
const RESOLUTION_MS = 10;

/**
 * Adds memory, processor time and the lag of the event loop. prom-client's own set is not used: it lists every open
 * handle and file, which stops a process with 100,000 streams for longer than anything else does.
 * @returns stops measuring.
 */
export function addProcess(registry: Registry): () => void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  const startedAt = Date.now() / 1_000 - process.uptime();

  const gauge = (name: string, help: string, together: 'sum' | 'min' | 'max', value: () => number): void =>
    addFamily(registry, {
      kind: 'gauge',
      name,
      help,
      together,
      labels: [],
      read: () => [{ labels: {}, value: value() }],
    });

  gauge('process_resident_memory_bytes', 'Resident memory.', 'sum', () => process.memoryUsage.rss());
  gauge('nodejs_heap_size_used_bytes', 'Heap in use.', 'sum', () => process.memoryUsage().heapUsed);
  gauge('nodejs_heap_size_total_bytes', 'Heap that is reserved.', 'sum', () => process.memoryUsage().heapTotal);
  gauge(
    'nodejs_external_memory_bytes',
    'Memory of buffers outside the heap.',
    'sum',
    () => process.memoryUsage().external,
  );
  gauge('process_start_time_seconds', 'When the process began, in Unix seconds.', 'min', () => startedAt);
  addFamily(registry, {
    ...{ kind: 'counter', name: 'process_cpu_seconds_total', help: 'Processor time.', labels: [] },
    read() {
      const { user, system } = process.cpuUsage();
      return [{ labels: {}, value: (user + system) / MICROS_A_SECOND }];
    },
  });
  const late = (nanos: number): number => Math.max(0, nanos / NANOS_A_SECOND - RESOLUTION_MS / 1_000);
  gauge('nodejs_eventloop_lag_p50_seconds', 'Lag of the event loop, median.', 'max', () => late(delay.percentile(50)));
  gauge('nodejs_eventloop_lag_p99_seconds', 'Lag of the event loop, P99.', 'max', () => late(delay.percentile(99)));
  // The last one, because it begins anew: each reading tells of the time since the one before.
  gauge('nodejs_eventloop_lag_max_seconds', 'Longest stop of the event loop.', 'max', () => {
    const longest = late(delay.max);
    delay.reset();
    return longest;
  });
  return () => {
    delay.disable();
  };
}
