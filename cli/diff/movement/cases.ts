/** What a flag answers at one instant, case by case: which units, and how their buckets decide. */
import type { Condition, Flag, Outcome } from '@flagforge/sdk/engine';
import type { Side, Sides } from '../side.ts';
import { stateAt } from '../state-at.ts';
import { type Axis, axesOf, graft, leaf, outcomeTree, slotTree, type Tree } from './outcome-tree.ts';
import type { Resolve } from './resolve-condition.ts';

/** What of a flag decides: the index of a rule; the number of its rules for its default. */
export type Choice = number | `target of ${string}` | 'off' | 'absent';

/** Units that a flag treats alike. The cases of a flag exclude one another, and one of them holds. */
export interface Case {
  /** What holds for these units, all of it. */
  readonly given: readonly Condition[];
  readonly tree: Tree;
  /** Flag -> what of it decides; of the flag itself and of prerequisites that were looked into. */
  readonly choices: ReadonlyMap<string, Choice>;
  /** What is known of prerequisites that were not looked into: `new-api serves on`. */
  readonly known: readonly string[];
}

/** Stands for "this prerequisite serves this variant". */
export interface StandIn {
  readonly condition: Condition;
  /** `new-api serves on`, and of the others `new-api does not serve on`. */
  readonly met: string;
  readonly unmet: string;
}

/** How cases of one side at one instant are made. */
export interface CaseMaker {
  readonly which: keyof Sides;
  readonly side: Side;
  /** UTC epoch ms. */
  readonly at: number;
  readonly resolve: Resolve;
  /** The variant whose targets the units in question are listed under; null: none, undefined: nobody knows. */
  readonly targetOf: (flag: string) => string | null | undefined;
  /** null: the prerequisite is to be looked into. */
  readonly standIn: (flag: string, variant: string) => StandIn | null;
}

/** Cases of one side beyond which prerequisites are not looked into: those of each multiply. */
const MAX_CASES = 2_000;

/** null: there are too many to tell them apart. */
export function casesOf(key: string, maker: CaseMaker): readonly Case[] | null {
  const flag = maker.side.flag(key);
  if (flag === null) return [{ given: [], tree: leaf(null), choices: new Map([[key, 'absent']]), known: [] }];
  const off: Case = { given: [], tree: leaf(flag.off), choices: new Map([[key, 'off']]), known: [] };
  if (flag.killed === true || stateAt(flag, maker.at).enabled !== true) return [off];
  return (flag.requires ?? []).reduceRight<readonly Case[] | null>(
    (inner, { flag: required, variant }) => inner && behind(inner, off.tree, required, variant, maker),
    ownCases(flag, maker),
  );
}

/** Cases of a flag whose prerequisites serve what it wants. */
function ownCases(flag: Flag, maker: CaseMaker): Case[] {
  const state = stateAt(flag, maker.at);
  const group = maker.side.groupOf(flag.key);
  const cases: Case[] = [];
  const passed: Condition[] = [];
  const add = (outcome: Outcome, condition: Condition | null, choice: Choice): void => {
    const tree = outcomeTree(outcome);
    cases.push({
      given: condition === null ? [...passed] : [...passed, condition],
      tree: group === null ? tree : slotTree(group, flag.key, tree, flag.off),
      choices: new Map([[flag.key, choice]]),
      known: [],
    });
  };
  for (const { variant } of state.targets ?? []) {
    const listed = maker.targetOf(flag.key);
    if (listed === null) break;
    if (listed !== undefined && listed !== variant) continue;
    const unknown: Condition = { op: 'segment', name: `targets ${variant} ${flag.key} ${maker.which}` };
    add({ serve: variant }, listed === undefined ? unknown : null, `target of ${variant}`);
    if (listed !== undefined) return cases;
    passed.push({ op: 'not', of: [unknown] });
  }
  const rules = state.rules ?? [];
  for (const [index, rule] of rules.entries()) {
    const condition = maker.resolve(rule.if);
    if (condition === false) continue;
    add(rule, condition === true ? null : condition, index);
    if (condition === true) return cases;
    passed.push({ op: 'not', of: [condition] });
  }
  add(state.default ?? { serve: flag.off }, null, rules.length);
  return cases;
}

/** Cases behind one more prerequisite: where it does not serve the variant, off. null: too many. */
function behind(
  inner: readonly Case[],
  off: Tree,
  required: string,
  variant: string,
  maker: CaseMaker,
): readonly Case[] | null {
  const standIn = maker.standIn(required, variant);
  if (standIn !== null) {
    const { condition, met, unmet } = standIn;
    return [
      { given: [{ op: 'not', of: [condition] }], tree: off, choices: new Map(), known: [unmet] },
      ...inner.map((each) => ({ ...each, given: [condition, ...each.given], known: [met, ...each.known] })),
    ];
  }
  const cases = casesOf(required, maker);
  if (cases === null || cases.length * inner.length > MAX_CASES) return null;
  return cases.flatMap((outer) => {
    if (!serves(outer.tree, variant)) return [{ ...outer, tree: off }];
    return inner.map((each) => ({
      given: [...outer.given, ...each.given],
      tree: graft(outer.tree, (served) => (served === variant ? each.tree : off)),
      choices: new Map([...outer.choices, ...each.choices]),
      known: [...outer.known, ...each.known],
    }));
  });
}

const serves = (tree: Tree, variant: string): boolean =>
  tree.kind === 'leaf' ? tree.variant === variant : tree.parts.some((part) => serves(part.tree, variant));

/** Every bucket space that a flag's answer may look at, those of its prerequisites too, by key. */
export function axesOfFlag(
  key: string,
  side: Side,
  at: number,
  into = new Map<string, Axis>(),
  seen = new Set<string>(),
): Map<string, Axis> {
  const flag = seen.has(key) ? null : side.flag(key);
  if (flag === null) return into;
  seen.add(key);
  const state = stateAt(flag, at);
  const group = side.groupOf(key);
  if (group !== null) axesOf(slotTree(group, key, leaf(null), flag.off), into);
  for (const outcome of [...(state.rules ?? []), ...(state.default === undefined ? [] : [state.default])])
    axesOf(outcomeTree(outcome), into);
  for (const { flag: required } of flag.requires ?? []) axesOfFlag(required, side, at, into, seen);
  return into;
}
