import type { Rule } from '@flagforge/sdk/engine';
import { phraseCondition } from '../../compile/expression/index.ts';

/** The indices of one rule before and after. */
export interface RulePair {
  readonly before: number;
  readonly after: number;
}

/** By name; those without one by their condition; what is left by its place among the others. */
export function pairRules(before: readonly Rule[], after: readonly Rule[]): RulePair[] {
  return pairBy(before, after, [
    (a, b) => a.name !== undefined && a.name === b.name,
    (a, b) => a.name === b.name && phraseCondition(a.if) === phraseCondition(b.if),
    (a, b) => a.name === undefined && b.name === undefined,
  ]);
}

/** The same, and one whose name changed while its condition stayed. */
export function pairRenamedRules(before: readonly Rule[], after: readonly Rule[]): RulePair[] {
  return pairBy(before, after, [
    (a, b) => a.name !== undefined && a.name === b.name,
    (a, b) => a.name === b.name && phraseCondition(a.if) === phraseCondition(b.if),
    (a, b) => phraseCondition(a.if) === phraseCondition(b.if),
    (a, b) => a.name === undefined && b.name === undefined,
  ]);
}

type IsSame = (before: Rule, after: Rule) => boolean;

/** Each rule is in one pair at most; what an earlier test pairs, no later one does. */
function pairBy(before: readonly Rule[], after: readonly Rule[], tests: readonly IsSame[]): RulePair[] {
  const pairs: RulePair[] = [];
  const [old, now] = [new Set(before.keys()), new Set(after.keys())];
  for (const isSame of tests) {
    for (const b of now) {
      for (const a of old) {
        const [earlier, later] = [before[a], after[b]];
        if (earlier === undefined || later === undefined || !isSame(earlier, later)) continue;
        pairs.push({ before: a, after: b });
        old.delete(a);
        now.delete(b);
        break;
      }
    }
  }
  return pairs;
}
