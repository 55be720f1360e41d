import { Counter, Gauge, type Registry } from 'prom-client';

/** One number of a metric, with the labels that tell it from the others. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A metric whose numbers are kept elsewhere and read when somebody asks. */
export interface Family {
  readonly kind: 'counter' | 'gauge';
  /** Ends in `_total` for counters and in its unit otherwise. */
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  /** How the numbers of several processes become one. Default: their sum. */
  readonly together?: 'sum' | 'min' | 'max';
  /** Must not throw. */
  readonly read: () => Iterable<Sample>;
}

/** Adds a metric to a registry. */
export function addFamily(registry: Registry, { kind, name, help, labels, together = 'sum', read }: Family): void {
  const options = { name, help, labelNames: [...labels], registers: [registry], aggregator: together };
  if (kind === 'counter') {
    const counter: Counter = new Counter({
      ...options,
      collect() {
        counter.reset();
        for (const sample of read()) counter.inc({ ...sample.labels }, sample.value);
      },
    });
    return;
  }
  const gauge: Gauge = new Gauge({
    ...options,
    collect() {
      gauge.reset();
      for (const sample of read()) gauge.set({ ...sample.labels }, sample.value);
    },
  });
}
