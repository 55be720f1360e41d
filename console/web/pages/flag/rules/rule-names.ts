import type { RuleSource } from 'flagforge/compile';

/** What a rule is called where it has no name: its place. */
export const ruleName = (rule: RuleSource, index: number): string => rule.name ?? `rule ${index + 1}`;

/** Rules by what they are called; of two with one name the first. */
export function rulesByName(rules: readonly RuleSource[]): ReadonlyMap<string, RuleSource> {
  const found = new Map<string, RuleSource>();
  for (const [index, rule] of rules.entries()) {
    const name = ruleName(rule, index);
    if (!found.has(name)) found.set(name, rule);
  }
  return found;
}

/** How a rule of the draft stands to the live ones; null: as it is there. */
export type RuleChange = 'new' | 'edited' | 'moved' | null;

/** What the draft does to each of its rules. Moved: its order among those that are on both sides is another. */
export function ruleChanges(live: readonly RuleSource[], rules: readonly RuleSource[]): readonly RuleChange[] {
  const before = rulesByName(live);
  const after = rulesByName(rules);
  const [liveOrder, order] = [
    [...before.keys()].filter((name) => after.has(name)),
    [...after.keys()].filter((name) => before.has(name)),
  ];
  return rules.map((rule, index) => {
    const name = ruleName(rule, index);
    const was = before.get(name);
    if (was === undefined) return 'new';
    if (JSON.stringify(was) !== JSON.stringify(rule)) return 'edited';
    return liveOrder.indexOf(name) === order.indexOf(name) ? null : 'moved';
  });
}

/** Live rules that the draft has no more. */
export const removedRules = (live: readonly RuleSource[], rules: readonly RuleSource[]): readonly RuleSource[] => {
  const after = rulesByName(rules);
  return live.filter((rule, index) => !after.has(ruleName(rule, index)));
};

/** Why a rule cannot be called so; null: it can. Without a name it is called by its place. */
export function nameProblem(name: string, others: readonly (string | null)[]): string | null {
  if (name !== '' && /^[0-9]+$/.test(name)) return 'Digits alone would be taken for a place';
  return name !== '' && others.includes(name) ? 'Another rule is called so' : null;
}

/** The list with one of it at another place. */
export function moveRule<T>(rules: readonly T[], from: number, to: number): readonly T[] {
  const moved = rules[from];
  if (moved === undefined || to < 0 || to >= rules.length) return rules;
  const rest = rules.filter((_, index) => index !== from);
  return [...rest.slice(0, to), moved, ...rest.slice(to)];
}
