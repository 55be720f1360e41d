/** Edits of two people of one list, where they do not meet. Pure. */
import type { RuleSource, TargetSource } from 'flagforge/compile';
import { isSameThing, type Thing } from './thing.ts';

const isSame = (one: unknown, other: unknown): boolean => isSameThing(one as Thing, other as Thing);

/**
 * Rules as both want them. null: both changed the same rule, or both the order, or a rule has no name to know it by.
 * @param before what both began with.
 */
export function mergeRules(
  before: readonly RuleSource[],
  theirs: readonly RuleSource[],
  mine: readonly RuleSource[],
): readonly RuleSource[] | null {
  const [old, other, own] = [before, theirs, mine].map(byName);
  if (old == null || other == null || own == null) return null;
  const namesOf = (rules: ReadonlyMap<string, RuleSource>): string => JSON.stringify([...rules.keys()]);
  // Who left the names and their order alone has only edited rules: the other one's list is what they are edited in.
  const [list, edits] =
    namesOf(old) === namesOf(own) ? [other, own] : namesOf(old) === namesOf(other) ? [own, other] : [];
  if (list === undefined || edits === undefined) return null;
  const merged: RuleSource[] = [];
  for (const [name, rule] of list) {
    const was = old.get(name);
    const edited = edits.get(name);
    if (was === undefined || edited === undefined || isSame(was, edited) || isSame(rule, edited)) merged.push(rule);
    else if (isSame(was, rule)) merged.push(edited);
    else return null;
  }
  const isEditedAndGone = [...edits].some(([name, rule]) => !list.has(name) && !isSame(rule, old.get(name)));
  return isEditedAndGone ? null : merged;
}

function byName(rules: readonly RuleSource[]): ReadonlyMap<string, RuleSource> | null {
  const named = new Map<string, RuleSource>();
  for (const rule of rules) {
    if (rule.name === null || named.has(rule.name)) return null;
    named.set(rule.name, rule);
  }
  return named;
}

/** Targets as both want them. null: both moved the same unit, to different variants. */
export function mergeTargets(
  before: readonly TargetSource[],
  theirs: readonly TargetSource[],
  mine: readonly TargetSource[],
): readonly TargetSource[] | null {
  const [old, other, own] = [before, theirs, mine].map(byUnit);
  if (old === undefined || other === undefined || own === undefined) return null;
  const lists = new Map<string, string[]>();
  // Theirs first, so that what is there keeps its order.
  for (const unit of new Set([...other.keys(), ...own.keys()])) {
    const [was, there, here] = [old.get(unit), other.get(unit), own.get(unit)];
    if (was !== there && was !== here && there !== here) return null;
    const variant = was === here ? there : here;
    if (variant !== undefined) lists.set(variant, [...(lists.get(variant) ?? []), unit]);
  }
  return [...lists].map(([variant, units]) => ({ variant, units }));
}

const byUnit = (targets: readonly TargetSource[]): ReadonlyMap<string, string> =>
  new Map(targets.flatMap(({ variant, units }) => units.map((unit) => [unit, variant] as const)));
