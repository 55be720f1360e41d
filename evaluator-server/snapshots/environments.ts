import { createEvaluator, type Evaluator } from '@flagforge/sdk/engine';
import { type Answers, createAnswers } from '../evaluation/answers.ts';
import type { Log } from '../log.ts';
import { isNewer, type SnapshotSource, type SnapshotUpdate } from './source.ts';

/** One environment as it is being served: a snapshot, made ready once. */
export interface ServedEnvironment {
  readonly environment: string;
  readonly version: number;
  readonly evaluator: Evaluator;
  /** The evaluator's results as the text of HTTP answers. */
  readonly answers: Answers;
}

/** What every environment serves at this moment. */
export interface Environments {
  /** What this environment serves, or null before its first usable snapshot. */
  get(environment: string): ServedEnvironment | null;
  /** How many environments have a snapshot. */
  size(): number;
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

  const accept = (update: SnapshotUpdate): void => {
    const { environment, version, snapshot } = update;
    if (!isNewer(update, accepted.get(environment) ?? null)) return;
    const evaluator = createEvaluator(snapshot);
    if (evaluator.refusal !== null) {
      log({ level: 'error', event: 'snapshot_refused', environment, version, problem: evaluator.refusal });
      return;
    }
    accepted.set(environment, update);
    served.set(environment, { environment, version, evaluator, answers: createAnswers(snapshot, version) });
    log({ level: 'info', event: 'snapshot_accepted', environment, version });
    const unknown = evaluator.unknownConditions;
    // Rules of a newer FlagForge: they never match here, which somebody should know.
    if (unknown > 0) log({ level: 'warn', event: 'unknown_conditions', environment, version, count: unknown });
  };

  const unsubscribe = source.subscribe(accept);
  return {
    get: (environment) => served.get(environment) ?? null,
    size: () => served.size,
    close: unsubscribe,
  };
}
