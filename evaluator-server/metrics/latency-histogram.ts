import { Histogram, type Registry } from 'prom-client';
import { BUCKETS_MS, type RouteMeter } from './route-meter.ts';

const NAME = 'flagforge_request_duration_seconds';
const HELP = 'From the head of a request to the head of its answer, by route.';
const MS_A_SECOND = 1_000;

/** One line of the histogram. */
interface Value {
  readonly metricName: string;
  readonly labels: Readonly<Record<string, string>>;
  /** prom-client adds them to the others; it does not do without. */
  readonly sharedLabels: Readonly<Record<string, string>>;
  readonly value: number;
}

function valuesOf({ name, buckets, totalMs }: RouteMeter): readonly Value[] {
  const values: Value[] = [];
  const sharedLabels = { route: name };
  let sum = 0;
  for (const [index, count] of buckets.entries()) {
    sum += count;
    const bound = BUCKETS_MS[index];
    const le = bound === undefined ? '+Inf' : String(bound / MS_A_SECOND);
    values.push({ metricName: `${NAME}_bucket`, labels: { le }, sharedLabels, value: sum });
  }
  values.push({ metricName: `${NAME}_sum`, labels: {}, sharedLabels, value: totalMs() / MS_A_SECOND });
  values.push({ metricName: `${NAME}_count`, labels: {}, sharedLabels, value: sum });
  return values;
}

/** A histogram that reads the meters instead of being told of each answer. */
class LatencyHistogram extends Histogram<'route'> {
  readonly #meters: () => Iterable<RouteMeter>;

  constructor(registry: Registry, meters: () => Iterable<RouteMeter>) {
    super({ name: NAME, help: HELP, labelNames: ['route'], registers: [registry] });
    this.#meters = meters;
  }

  /** What prom-client asks for, to print the metric and to give it as an object. */
  async getForPromString(): Promise<object> {
    const values = [...this.#meters()].flatMap(valuesOf);
    return { name: NAME, help: HELP, type: 'histogram', values, aggregator: 'sum' };
  }
}

/** Adds the latency of these routes to a registry. */
export function addLatency(registry: Registry, meters: () => Iterable<RouteMeter>): void {
  new LatencyHistogram(registry, meters);
}
