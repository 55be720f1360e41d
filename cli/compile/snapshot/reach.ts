/** What a condition, and with it a flag, reaches: segments, and the instants at which its answer may flip. */
import type { Condition, Flag, Rule } from '@flagforge/sdk/engine';

export interface Reach {
  readonly segments: Set<string>;
  /** UTC epoch ms. */
  readonly instants: Set<number>;
}

export function createReach(): Reach {
  return { segments: new Set(), instants: new Set() };
}

/**
 * Adds what a condition reaches. A comparison with now flips at its date for `>=` and `<`, and one millisecond
 * later for `>` and `<=`.
 */
export function addCondition(condition: Condition, reach: Reach): void {
  switch (condition.op) {
    case 'and':
    case 'or':
    case 'not':
      for (const part of condition.of) addCondition(part, reach);
      return;
    case 'segment':
      reach.segments.add(condition.name);
      return;
    case 'now':
      reach.instants.add(condition.order === '>=' || condition.order === '<' ? condition.at : condition.at + 1);
      return;
    default:
      return;
  }
}

/** Adds what a flag reaches by itself, its schedule included; segments are not followed. */
export function addFlag(flag: Flag, reach: Reach): void {
  addRules(flag.rules, reach);
  for (const step of flag.schedule ?? []) {
    reach.instants.add(step.at);
    addRules(step.set.rules, reach);
  }
}

function addRules(rules: readonly Rule[] | undefined, reach: Reach): void {
  for (const rule of rules ?? []) addCondition(rule.if, reach);
}
