import { createEvaluator, type Evaluator, type Explanation, type Flag, type Snapshot } from '@flagforge/sdk/engine';
import { answerWords } from './answer-words.ts';
import type { ContextObject } from './context-text.ts';
import { type StepWords, stepWords } from './step-words.ts';

/** An answer to one context, and how it came about, in words. */
export interface Answer {
  readonly result: Explanation['result'];
  readonly steps: readonly StepWords[];
  readonly why: string;
  readonly off: string | null;
}

export interface Question {
  readonly flag: string;
  readonly context: ContextObject;
  /** UTC epoch ms. */
  readonly now: number;
}

const known = new WeakMap<Snapshot, Evaluator>();

/** Made ready once for each snapshot. */
export function evaluatorOf(snapshot: Snapshot): Evaluator {
  const evaluator = known.get(snapshot) ?? createEvaluator(snapshot);
  known.set(snapshot, evaluator);
  return evaluator;
}

/** What the engine says in this page, which is what evaluators say. @param snapshot null: the environment does not have the flag. */
export function askEngine(snapshot: Snapshot | null, { flag: key, context, now }: Question): Answer {
  const [explanation, flag] = ((): readonly [Explanation, Flag | undefined] => {
    if (snapshot === null)
      return [{ result: { flagKey: key, reason: 'error', errorCode: 'flag_not_found' }, steps: [] }, undefined];
    const evaluator = evaluatorOf(snapshot);
    return [evaluator.explain(key, context, now), evaluator.flag(key)];
  })();
  return {
    result: explanation.result,
    steps: stepWords(explanation, flag),
    why: answerWords(explanation, flag),
    off: flag?.off ?? null,
  };
}
