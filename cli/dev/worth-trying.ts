import {
  type Condition,
  createEvaluator,
  type Evaluation,
  type Flag,
  type Json,
  type Snapshot,
} from '@flagforge/sdk/engine';
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
 * Chooses what to try first: best a boolean flag for clients that a rule of one plain comparison turns on, for somebody
 * with a name and a value that the project declares; then any rule, rollout or default. production comes before other
 * environments, a short context before a long one. null for a project without live flags.
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
        const score =
          scoreOf(result, flag) + impressionOf(context, result, flag, snapshot, attributes) - rank - sizeOf(context);
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
  return [unit, ...guessed.map((context) => ({ ...unit, ...context })), ...guessed];
}

const sizeOf = (context: Json): number => JSON.stringify(context).length / 1000;

/** What makes an answer easy to believe and to play with. Less than any of the differences that `scoreOf` makes. */
function impressionOf(
  context: Json,
  result: Evaluation,
  flag: Flag,
  snapshot: Snapshot,
  attributes: readonly Attribute[],
): number {
  if (result.reason === 'error') return 0;
  const rule = flag.rules?.find(({ name }, index) => result.rule === (name ?? String(index + 1)));
  const isSimple = flag.requires === undefined && flag.targets === undefined;
  return (
    (readUnit(context, snapshot) ? 3 : 0) +
    (flag.client === true ? 2 : 0) +
    (rule !== undefined && isPlain(rule.if) ? 1 : 0) +
    (rule !== undefined && isDeclared(rule.if, attributes) ? 1 : 0) +
    (isSimple ? 0.5 : 0)
  );
}

function readUnit(context: Json, { unit }: Snapshot): boolean {
  let at: Json | undefined = context;
  for (const step of unit) at = isMap(at) && Object.hasOwn(at, step) ? at[step] : undefined;
  return at !== undefined || (isMap(context) && Object.hasOwn(context, 'targetingKey'));
}

/** One comparison of an attribute with what it should be, as it is written. */
function isPlain(condition: Condition): boolean {
  return ['==', 'in', 'starts_with', 'ends_with'].includes(condition.op) && !('lower' in condition && condition.lower);
}

/** Whether the project says which values the compared attribute has: the guess is then one of them. */
function isDeclared(condition: Condition, attributes: readonly Attribute[]): boolean {
  if (!('path' in condition)) return false;
  const path = condition.path.join('\0');
  return attributes.some((attribute) => attribute.path.join('\0') === path && attribute.enum !== undefined);
}

function isMap(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function scoreOf(result: Evaluation, flag: Flag): number {
  if (result.reason === 'error') return -100;
  const isOn = result.variant !== flag.off;
  const byReason = { rule_match: 100, target_match: 60, split: 40, default: 20 };
  const reason = result.reason in byReason ? byReason[result.reason as keyof typeof byReason] : 0;
  return (
    reason +
    (isOn ? 40 : 0) +
    (flag.type === 'boolean' && isOn ? 20 : 0) +
    (result.rule !== undefined && !/^\d+$/.test(result.rule) ? 1 : 0)
  );
}

/** The curl line that asks it, safe to paste into a POSIX shell. */
export function renderCurl(url: string, serverKey: string, { flagKey, context }: WorthTrying): string {
  const body = JSON.stringify({ flagKey, context }).replaceAll("'", `'\\''`);
  return `curl -s ${url}/v1/evaluate -H 'Authorization: Bearer ${serverKey}' -H 'Content-Type: application/json' -d '${body}'`;
}
