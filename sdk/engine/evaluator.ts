import { isPlainObject, ownValue } from './context.ts';
import { evaluateFlag, requiredAnswer } from './evaluate-flag.ts';
import { type Evaluation, failed, type Served } from './evaluation.ts';
import type { ExplainStep, Explanation } from './explanation.ts';
import { prepareSnapshot } from './prepare-snapshot.ts';
import type { HashFunction, PreparedFlag, PreparedState } from './prepared.ts';
import { NO_BUCKET } from './rollout.ts';
import type { Flag } from './snapshot.ts';
import type { Tracer } from './trace.ts';
import { createTracer } from './tracer.ts';

export interface EvaluatorOptions {
  /** Other systems' hashes, by the name that a rollout gives; none by default. */
  readonly hashes?: Readonly<Record<string, HashFunction>>;
}

/**
 * Answers for one snapshot. No method throws, whatever snapshot, context or overrides are; none keeps a context.
 * `now` is UTC epoch ms. Results are frozen and shared: the same answer is the same object.
 */
export interface Evaluator {
  /** Why the snapshot cannot be used (a higher format, no snapshot), or null. Every answer is then `error`. */
  readonly refusal: string | null;
  /** How many rules and segments hold what this engine does not know, and therefore never match. */
  readonly unknownConditions: number;
  /**
   * One flag. `overrides` is `{flag: variant}`, honoured where the snapshot allows it; what names no existing flag
   * or variant is ignored. `bucket` (integer in [0, 100000)) stands for the bucket
   * of every rollout of this flag.
   */
  evaluate(flagKey: string, context: unknown, now: number, overrides?: unknown, bucket?: number): Evaluation;
  /** All flags, in the snapshot's order (ascending by key). Conditions that flags share are tested once. */
  evaluateAll(context: unknown, now: number, overrides?: unknown): Evaluation[];
  /** The same answer as `evaluate`, by the same code, with the steps that led to it. */
  explain(flagKey: string, context: unknown, now: number, overrides?: unknown, bucket?: number): Explanation;
  /** The flag's entry in the snapshot. */
  flag(flagKey: string): Flag | undefined;
  /**
   * Whether the flag's answer here depends on nothing: no prerequisites, no group, no targets, rules, rollout or
   * schedule. OpenFeature then calls its default STATIC.
   */
  isStatic(flagKey: string): boolean;
}

const NO_HASHES: Readonly<Record<string, HashFunction>> = {};

/** Nothing about the flag depends on context or time: broken, killed, always disabled, or static. */
function isConstant(flag: PreparedFlag): boolean {
  if (flag.body === null || flag.failure !== null || flag.isKilled) return true;
  const first = flag.body.states[0] as PreparedState;
  return (flag.body.states.length === 1 && !first.isEnabled) || isStaticFlag(flag);
}

function isStaticFlag(flag: PreparedFlag): boolean {
  if (flag.body === null || flag.requires.length > 0 || flag.slot !== null) return false;
  return flag.body.states.length === 1 && isStaticState(flag.body.states[0] as PreparedState);
}

function isStaticState(state: PreparedState): boolean {
  return state.targets === null && state.rules.length === 0 && state.fallback.result !== null;
}

/**
 * Whether a value can be asked about: an object as JSON has them, whose own properties are its attributes. The
 * constructor settles nearly all of them in a quarter of the time that asking for the prototype takes, which would be
 * a third of answering a flag without rules; what an object inherits is never read. A proxy's traps may throw: then
 * it is no context.
 */
function isContext(context: unknown): context is Record<string, unknown> {
  if (typeof context !== 'object' || context === null) return false;
  try {
    return context.constructor === Object || isPlainObject(context);
  } catch (_) {
    return false;
  }
}

/** The variant that overrides name for a flag, or null. A proxy's traps may throw: then there is none. */
function overrideOf(flagKey: string, overrides: unknown): string | null {
  try {
    const variant = ownValue(overrides, flagKey);
    return typeof variant === 'string' ? variant : null;
  } catch (_) {
    return null;
  }
}

/**
 * Makes a snapshot ready to answer. The snapshot may be any JSON value; its variants' values are frozen.
 * @see contract 4 and 5
 */
export function createEvaluator(snapshot: unknown, options?: EvaluatorOptions): Evaluator {
  const hashes = options !== undefined && options.hashes !== undefined ? options.hashes : NO_HASHES;
  const prepared = prepareSnapshot(snapshot, hashes);
  const scope = prepared.scope;
  const byKey = prepared.byKey;
  const notFound = prepared.refusal === null ? 'flag_not_found' : 'provider_not_ready';
  let epochs = 0;
  for (let i = 0; i < prepared.flags.length; i += 1) {
    const flag = prepared.flags[i] as PreparedFlag;
    if (isConstant(flag)) flag.constant = evaluateFlag(flag, scope, NO_BUCKET, null);
  }

  /** Points the scope at a context and forgets what was remembered of the last one. */
  function enter(context: Record<string, unknown>, now: number): void {
    scope.context = context;
    scope.now = now;
    epochs += 1;
    scope.epoch = epochs;
  }

  /** Step 1: the result that an override forces, or undefined. */
  function overridden(flag: PreparedFlag, overrides: unknown): Served | undefined {
    if (!prepared.allowsOverrides || flag.body === null) return undefined;
    const variant = overrideOf(flag.key, overrides);
    return variant === null ? undefined : flag.body.overrides[variant];
  }

  function answer(flag: PreparedFlag, overrides: unknown, bucket: number, tracer: Tracer | null): Evaluation {
    try {
      if (overrides !== undefined) {
        const forced = overridden(flag, overrides);
        if (forced !== undefined) return forced;
      }
      if (flag.isRequired && tracer === null && bucket === NO_BUCKET) return requiredAnswer(flag, scope);
      return evaluateFlag(flag, scope, bucket, tracer);
    } catch (_) {
      // No JSON gets here: a context with throwing getters does, or another system's hash.
      return failed(flag.key, 'general');
    }
  }

  return {
    refusal: prepared.refusal,
    unknownConditions: prepared.unknownConditions,

    evaluate: (flagKey, context, now, overrides, bucket) => {
      if (!isContext(context)) return failed(flagKey, 'invalid_context');
      const flag = byKey[flagKey];
      if (flag === undefined) return failed(flagKey, notFound);
      if (flag.constant !== null && overrides === undefined) return flag.constant;
      // A getter in the context could ask this evaluator again, so that the outer scope is put back.
      const outerContext = scope.context;
      const outerNow = scope.now;
      enter(context, now);
      const result = answer(flag, overrides, bucket === undefined ? NO_BUCKET : bucket, null);
      enter(outerContext, outerNow);
      return result;
    },

    evaluateAll: (context, now, overrides) => {
      const results: Evaluation[] = [];
      const isValid = isContext(context);
      const outerContext = scope.context;
      const outerNow = scope.now;
      if (isValid) enter(context, now);
      for (let i = 0; i < prepared.flags.length; i += 1) {
        const flag = prepared.flags[i] as PreparedFlag;
        results.push(isValid ? answer(flag, overrides, NO_BUCKET, null) : failed(flag.key, 'invalid_context'));
      }
      enter(outerContext, outerNow);
      return results;
    },

    explain: (flagKey, context, now, overrides, bucket) => {
      const steps: ExplainStep[] = [];
      if (!isContext(context)) return { result: failed(flagKey, 'invalid_context'), steps };
      const flag = byKey[flagKey];
      if (flag === undefined) return { result: failed(flagKey, notFound), steps };
      const outerContext = scope.context;
      const outerNow = scope.now;
      enter(context, now);
      const result = answer(flag, overrides, bucket === undefined ? NO_BUCKET : bucket, createTracer(scope, steps));
      enter(outerContext, outerNow);
      const forced = overrideOf(flagKey, overrides);
      if (forced !== null) {
        steps.unshift({ step: 'override', variant: forced, isApplied: result.reason === 'override' });
      }
      return { result, steps };
    },

    flag: (flagKey) => {
      const flag = byKey[flagKey];
      return flag === undefined ? undefined : flag.source;
    },

    isStatic: (flagKey) => {
      const flag = byKey[flagKey];
      return flag !== undefined && isStaticFlag(flag);
    },
  };
}
