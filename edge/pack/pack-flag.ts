import {
  NOT,
  type PreparedFlag,
  type PreparedOutcome,
  type PreparedState,
  type Served,
} from '@flagforge/sdk/engine/core';
import type { PackedFlag, PackedOutcome, PackedResult, PackedState } from './format.ts';
import { packCondition, type Room, unitIn } from './pack-condition.ts';

type PackedRule = PackedState['rules'][number];

/** Nodes of conditions in one flag: some twenty pages. */
const MOST_NODES = 1000;

/** A condition that always holds. */
const ALWAYS = { kind: 0, of: [] };

/** What a flag requires, where it is in the flag. */
export interface RequiredAt {
  readonly place: readonly (string | number)[];
  readonly key: string;
  /** The number of the variant that it must serve; -1: no such variant. */
  readonly variant: number;
}

/** A flag in the function's form, before anything was taken out of it. */
export interface WholeFlag {
  readonly flag: PackedFlag;
  readonly requires: readonly RequiredAt[];
}

/**
 * Turns a ready flag into states of rules: everything that the order of evaluation puts before the rules becomes a rule too,
 * so that the function needs no more than the engine's `decide`.
 * @returns null for what the edge does not evaluate: a flag that the engine cannot read, or with another system's hash.
 * @throws TooLarge when its conditions, segments among them, are more than any number of pages could hold.
 * @see contract 4, order
 */
export function packFlag(flag: PreparedFlag, isHidden: boolean): WholeFlag | null {
  const { body, source } = flag;
  if (flag.failure !== null || body === null || hasForeignHash(source)) return null;
  const names = source.variants.map(({ name }) => name);
  const resultOf = ({ variant, reason }: Served): PackedResult => ({ variant: names.indexOf(variant), reason });
  const requires: RequiredAt[] = [];
  const room: Room = { nodes: MOST_NODES };

  const outcomeOf = ({ result, rollout }: PreparedOutcome): PackedOutcome => {
    const only = result ?? rollout?.whole ?? null;
    if (only !== null) return { result: resultOf(only) };
    if (rollout === null) return {};
    const { unit, salt, ends, results } = rollout;
    return { rollout: { unit, salt, ends, results: results.map(resultOf) } };
  };

  const stateOf = (state: PreparedState, number: number): PackedState => {
    if (!state.isEnabled) return { rules: [], fallback: { result: resultOf(body.disabled) } };
    const rules: PackedRule[] = [];
    const failed = { result: resultOf(body.prerequisiteFailed) };
    for (const { key, variant, flag: required } of flag.requires) {
      if (required === null) rules.push({ condition: ALWAYS, outcome: failed });
      else {
        const place = ['states', number, 'rules', rules.length, 'condition', 'of', 0];
        const wanted = required.source.variants.findIndex(({ name }) => name === variant);
        requires.push({ place, key, variant: wanted });
        rules.push({ condition: { kind: NOT, of: [{ kind: 0 }] }, outcome: failed });
      }
    }
    if (flag.slot !== null)
      rules.push({ condition: ALWAYS, outcome: slotOutcome(flag.slot, resultOf(body.groupExcluded)) });
    state.targets?.results.forEach((result, target) => {
      const units = Object.entries(state.targets?.units ?? {}).flatMap(([unit, at]) => (at === target ? [unit] : []));
      if (units.length > 0) rules.push({ condition: unitIn(units), outcome: { result: resultOf(result) } });
    });
    for (const { condition, outcome } of state.rules) {
      // A rule with what the engine does not know never matches.
      if (condition !== null) rules.push({ condition: packCondition(condition, room), outcome: outcomeOf(outcome) });
    }
    return { rules, fallback: outcomeOf(state.fallback) };
  };

  const states = flag.isKilled
    ? [{ rules: [], fallback: { result: resultOf(body.killed) } }]
    : body.states.map(stateOf);
  const packed: PackedFlag = {
    starts: flag.isKilled ? [] : body.starts,
    states,
    variants: source.variants.map(
      ({ name, value }) => `"value":${JSON.stringify(value)},"variant":${JSON.stringify(name)}`,
    ),
    ...(isHidden ? { isHidden: 1 as const } : {}),
  };
  return { flag: packed, requires };
}

/** Outside of its slot, and without the unit that decides it, a flag gives this; inside, its other rules decide. */
function slotOutcome(
  { unit, group, from, to }: NonNullable<PreparedFlag['slot']>,
  excluded: PackedResult,
): PackedOutcome {
  return {
    rollout: {
      unit,
      salt: `group:${group}`,
      ends: [from, to, 100_000],
      results: [excluded, 0, excluded],
      missing: excluded,
    },
  };
}

/** Whether any rollout of a flag is by the hash of another system. */
function hasForeignHash(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(
    ([name, member]) =>
      (name === 'rollout' && typeof member === 'object' && member !== null && 'hash' in member) ||
      (name !== 'variants' && hasForeignHash(member)),
  );
}
