import { createEvaluator, type Evaluator } from '@flagforge/sdk/engine';
import { type Answers, createAnswers } from '../evaluation/answers.ts';
import { createEvaluationCounts, type EvaluationCounts } from '../evaluation/counts.ts';
import type { Log } from '../log.ts';
import { isNewer, type SnapshotSource, type SnapshotUpdate } from './source.ts';

/** One environment as it is being served: a snapshot, made ready once. */
export interface ServedEnvironment {
  readonly environment: string;
  /** The snapshot's own version and the source's revision of it: together they only grow. @see SnapshotUpdate */
  readonly version: number;
  readonly revision: number;
  /** The snapshot as it was read; the engine accepted it. */
  readonly snapshot: unknown;
  readonly evaluator: Evaluator;
  /** The evaluator's results as the text of HTTP answers. */
  readonly answers: Answers;
}

/** A snapshot that took another one's place, or the first one of its environment. */
export interface ServedChange {
  readonly before: ServedEnvironment | null;
  readonly after: ServedEnvironment;
}

/** What every environment serves at this moment. */
export interface Environments {
  /** What this environment serves, or null before its first usable snapshot. */
  get(environment: string): ServedEnvironment | null;
  /** Everything that is served. */
  all(): Iterable<ServedEnvironment>;
  /** How many environments have a snapshot. */
  size(): number;
  /** How many snapshots of an environment the engine refused. */
  refused(environment: string): number;
  /** How often which results were given, also those of snapshots that were replaced since. */
  readonly counts: EvaluationCounts;
  /** Calls the listener with each change from now on, after it took place. Returns how to stop that. */
  subscribe(listener: (change: ServedChange) => void): () => void;
  /** Stops following the source. */
  close(): void;
}

/**
 * Follows a source: each newer snapshot that the engine accepts takes its environment's place in one step.
 * One that the engine refuses (a higher format) is logged, and the one before goes on serving.
 */
export function followSource(source: SnapshotSource, log: Log): Environments {
  const served = new Map<string, ServedEnvironment>();
  const accepted = new Map<string, SnapshotUpdate>();
  const refused = new Map<string, number>();
  const listeners = new Set<(change: ServedChange) => void>();
  const counts = createEvaluationCounts();

  const accept = (update: SnapshotUpdate): void => {
    const { environment, version, revision, snapshot } = update;
    if (!isNewer(update, accepted.get(environment) ?? null)) return;
    const evaluator = createEvaluator(snapshot);
    if (evaluator.refusal !== null) {
      refused.set(environment, (refused.get(environment) ?? 0) + 1);
      log({ level: 'error', event: 'snapshot_refused', environment, version, problem: evaluator.refusal });
      return;
    }
    const before = served.get(environment) ?? null;
    // What was counted keeps the texts of a snapshot that goes; this lets them go with it.
    counts.drain();
    const { isStatic } = evaluator;
    const answers = createAnswers({ snapshot, version, isStatic, tally: counts.tally(environment) });
    const after = { environment, version, revision, snapshot, evaluator, answers };
    accepted.set(environment, update);
    served.set(environment, after);
    log({ level: 'info', event: 'snapshot_accepted', environment, version });
    const unknown = evaluator.unknownConditions;
    // Rules of a newer FlagForge: they never match here, which somebody should know.
    if (unknown > 0) log({ level: 'warn', event: 'unknown_conditions', environment, version, count: unknown });
    for (const listener of listeners) listener({ before, after });
  };

  const unsubscribe = source.subscribe(accept);
  return {
    get: (environment) => served.get(environment) ?? null,
    all: () => served.values(),
    size: () => served.size,
    refused: (environment) => refused.get(environment) ?? 0,
    counts,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      unsubscribe();
      listeners.clear();
    },
  };
}
