import type { Registry } from 'prom-client';
import type { EvaluationCounts } from '../evaluation/counts.ts';
import { addFamily, type Sample } from './family.ts';

/** Which question an evaluation was the answer to. */
const ASKED = { single: 'one', bulk: 'all' } as const;

/**
 * Adds how many evaluations gave which reason. The flag is no label: nobody bounds how many there are, and how often
 * each is used is told by `GET /v1/usage`.
 * @returns stops counting.
 */
export function addEvaluations(registry: Registry, counts: EvaluationCounts): () => void {
  const totals = new Map<string, Sample & { value: number }>();

  const add = (labels: Sample['labels'], n: number): void => {
    if (n === 0) return;
    const name = Object.values(labels).join(' ');
    const known = totals.get(name);
    if (known === undefined) totals.set(name, { labels, value: n });
    else known.value += n;
  };

  const stop = counts.subscribe(({ environment, kind, result: { reason }, single, bulk }) => {
    add({ environment, key: kind, asked: ASKED.single, reason }, single);
    add({ environment, key: kind, asked: ASKED.bulk, reason }, bulk);
  });
  addFamily(registry, {
    kind: 'counter',
    name: 'flagforge_evaluations_total',
    help: 'Evaluations by reason: of one flag that was asked for, or among all flags; by the kind of key.',
    labels: ['environment', 'key', 'asked', 'reason'],
    read() {
      counts.drain();
      return totals.values();
    },
  });
  return stop;
}
