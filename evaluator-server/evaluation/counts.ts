import type { Evaluation } from '@flagforge/sdk/engine';
import type { KeyKind } from '../keys/key.ts';

/** How often one result was given to one kind of key since that was last taken. What is counted is kept in place. */
export interface Count {
  readonly result: Evaluation;
  readonly kind: KeyKind;
  /** As the answer to a question about this one flag. */
  single: number;
  /** Among the results of all flags. */
  bulk: number;
}

/** A count that was taken: at least one of its numbers is more than 0. */
export interface TakenCount extends Readonly<Count> {
  readonly environment: string;
}

/** The counts of one environment's results that are not taken yet. */
export interface Tally {
  /** To be called with a count before the first evaluation is added to it; `countSingle` and `countBulk` do. */
  touch(count: Count): void;
}

/** The counts of every environment, whoever keeps them. */
export interface EvaluationCounts {
  tally(environment: string): Tally;
  /** Takes everything that was counted since the last time, gives it to each listener, and begins again at 0. */
  drain(): void;
  /** The listener gets each count once. It must neither throw nor keep the object. Returns how to stop that. */
  subscribe(listener: (count: TakenCount) => void): () => void;
}

/**
 * How many results may wait to be taken, so that taking them, in the middle of an answer if need be, is a few ms of
 * work. Few snapshots give more different results in the time between two takings.
 */
const MOST_TOUCHED = 2_000;

/** Counts one evaluation of a single flag. */
export function countSingle(tally: Tally, count: Count): void {
  if (count.single === 0 && count.bulk === 0) tally.touch(count);
  count.single += 1;
}

/** Counts one evaluation among those of all flags. */
export function countBulk(tally: Tally, count: Count): void {
  if (count.single === 0 && count.bulk === 0) tally.touch(count);
  count.bulk += 1;
}

/**
 * Counting costs an addition in an object that the answer needs anyway; whoever wants to know drains. Only results that
 * were given since the last time are looked at, and those of a snapshot that was replaced are among them.
 */
export function createEvaluationCounts(): EvaluationCounts {
  let touched: { readonly environment: string; readonly count: Count }[] = [];
  const listeners = new Set<(count: TakenCount) => void>();

  const drain = (): void => {
    const taken = touched;
    touched = [];
    for (const { environment, count } of taken) {
      const { result, kind, single, bulk } = count;
      count.single = 0;
      count.bulk = 0;
      for (const listener of listeners) listener({ environment, result, kind, single, bulk });
    }
  };

  return {
    tally: (environment) => ({
      touch(count) {
        if (touched.length >= MOST_TOUCHED) drain();
        touched.push({ environment, count });
      },
    }),
    drain,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
