import { createEvaluator, type Evaluation, type Flag, type Json, type Snapshot } from '@flagforge/sdk/engine';
import type { Attribute } from '../compile/index.ts';
import { guessContext } from './sample-context.ts';

/** A question to a server whose answer shows something. */
export interface WorthTrying {
  readonly environment: string;
  readonly flagKey: string;
  readonly context: Json;
  readonly result: Evaluation;
}

/**
 * Chooses what to try first: best a boolean flag that a rule turns on, then any rule, rollout or default. production
 * comes before other environments, a short context before a long one. null for a project without live flags.
 */
export function chooseWorthTrying(
  snapshots: ReadonlyMap<string, Snapshot>,
  now: number,
  attributes: readonly Attribute[] = [],
): WorthTrying | null {
  let best: WorthTrying | null = null;
  let bestScore = Number.NEGATIVE_INFINITY;
  const names = [...snapshots.keys()].sort((a, b) => Number(b === 'production') - Number(a === 'production'));
  for (const [rank, environment] of names.entries()) {
    const snapshot = snapshots.get(environment);
    if (snapshot === undefined) continue;
    const evaluator = createEvaluator(snapshot);
    for (const flag of snapshot.flags) {
      for (const context of contextsFor(flag, snapshot, attributes)) {
        const result = evaluator.evaluate(flag.key, context, now);
        const score = scoreOf(result, flag) - rank - JSON.stringify(context).length / 1000;
        if (score <= bestScore) continue;
        best = { environment, flagKey: flag.key, context, result };
        bestScore = score;
      }
    }
  }
  return best;
}

function contextsFor(flag: Flag, snapshot: Snapshot, attributes: readonly Attribute[]): Json[] {
  const unit: Readonly<Record<string, Json>> =
    snapshot.unit.length === 1 ? { [snapshot.unit[0] ?? 'targetingKey']: 'u-1' } : { targetingKey: 'u-1' };
  const guessed = (flag.rules ?? [])
    .map((rule) => guessContext(rule.if, snapshot, attributes))
    .filter((context) => context !== null);
  return [unit, ...guessed, ...guessed.map((context) => ({ ...unit, ...context }))];
}

function scoreOf(result: Evaluation, flag: Flag): number {
  if (result.reason === 'error') return -100;
  const isOn = result.variant !== flag.off;
  const byReason = { rule_match: 50, target_match: 30, split: 20, default: 10 };
  const reason = result.reason in byReason ? byReason[result.reason as keyof typeof byReason] : 0;
  return (
    reason +
    (isOn ? 20 : 0) +
    (flag.type === 'boolean' && isOn ? 10 : 0) +
    (result.rule !== undefined && !/^\d+$/.test(result.rule) ? 1 : 0)
  );
}

/** The curl line that asks it, safe to paste into a POSIX shell. */
export function renderCurl(url: string, serverKey: string, { flagKey, context }: WorthTrying): string {
  const body = JSON.stringify({ flagKey, context }).replaceAll("'", `'\\''`);
  return `curl -s ${url}/v1/evaluate -H 'Authorization: Bearer ${serverKey}' -H 'Content-Type: application/json' -d '${body}'`;
}
