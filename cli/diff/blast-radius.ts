/** Which flags a change reaches in one environment: those edited, and those that depend on what was. */
import type { Flag } from '@flagforge/sdk/engine';
import { canonicalJson } from '@flagforge/sdk/snapshot';
import { addFlag, createReach } from '../compile/snapshot/reach.ts';
import { formatThousandths } from '../diagnostics/thousandths.ts';
import { flagMovements } from './movement/flag-movements.ts';
import { movementWords } from './movement/movement-words.ts';
import { hasSameUnit, openSegments, segmentsIn } from './movement/resolve-condition.ts';
import { createMemory } from './movement/situations.ts';
import type { AffectedFlag, ItemDiff, Movement } from './project-diff.ts';
import type { ProjectState } from './project-state.ts';
import type { Sides } from './side.ts';
import { stateAt } from './state-at.ts';
import { unitNoun } from './words/readable-condition.ts';

export interface ReachQuestion {
  readonly before: ProjectState;
  readonly after: ProjectState;
  readonly sides: Sides;
  /** What `editedItems` found here. */
  readonly items: readonly ItemDiff[];
  /** UTC epoch ms. */
  readonly now: number;
}

/**
 * The flags whose answers may change, ascending. One that was edited is always among them; one that is only reached is
 * left out where the arithmetic proves that it answers alike.
 */
export function affectedFlags(question: ReachQuestion): AffectedFlag[] {
  const { sides, now } = question;
  const edited = new Set(question.items.flatMap(({ subject, name }) => (subject === 'flag' ? [name] : [])));
  const reached = reachedThroughShared(question, edited);
  const dependants = dependantsOf(question);
  const open = openSegments(sides);
  const keys = inOrder(new Set([...edited, ...reached.keys()]), dependants, sides);
  // Prerequisites are looked at first: whoever is proved to answer alike is none that moves for those that require it.
  const moved = new Set(keys);
  const memory = createMemory();
  const found = keys.flatMap((key): AffectedFlag[] => {
    const through = edited.has(key) ? null : (reached.get(key) ?? requiredThat(key, moved, sides));
    const isReached = edited.has(key) || through !== null;
    const movements = isReached ? flagMovements(key, { sides, open, moved, now, memory }) : [];
    if (movements.length === 0) moved.delete(key);
    if (movements.length === 0 && !edited.has(key)) return [];
    return [{ flag: key, through, movements, words: wordsOf(key, movements, question) }];
  });
  return found.sort((a, b) => (a.flag < b.flag ? -1 : 1));
}

/** Flag -> the segment, group or unit through which an edit reaches it; those edited themselves left out. */
function reachedThroughShared(
  { before, after, sides, items }: ReachQuestion,
  edited: ReadonlySet<string>,
): Map<string, string> {
  const reached = new Map<string, string>();
  const add = (key: string, through: string): void => {
    const isThere = sides.before.flag(key) !== null && sides.after.flag(key) !== null;
    if (isThere && !edited.has(key) && !reached.has(key)) reached.set(key, through);
  };
  const segments = items.flatMap(({ subject, name }) => (subject === 'segment' ? [name] : []));
  if (segments.length > 0) {
    const ways = waysThrough(segments, sides);
    for (const { key, segments: named } of [...before.project.flags, ...after.project.flags]) {
      if (!named.some((name) => ways.has(name))) continue;
      // The summary is of all environments.
      const used = [sides.before, sides.after].flatMap((side) => segmentsOfFlag(side.flag(key)));
      const way = used.find((name) => ways.has(name));
      if (way !== undefined) add(key, ways.get(way) ?? '');
    }
  }
  for (const { subject, name } of items) {
    if (subject !== 'group') continue;
    for (const side of [sides.before, sides.after]) {
      const group = side.snapshot?.groups.find((each) => each.name === name);
      for (const { flag } of group?.slots ?? []) add(flag, `group ${name}`);
    }
  }
  if (!hasSameUnit(sides)) {
    for (const { key } of after.project.flags) add(key, 'unit');
  }
  return reached;
}

/** Every segment that an edited one reaches -> the way: `segment staff`, `segment staff, segment early-access`. */
function waysThrough(edited: readonly string[], { before, after }: Sides): ReadonlyMap<string, string> {
  const ways = new Map(edited.map((name): [string, string] => [name, `segment ${name}`]));
  const all = [...(before.snapshot?.segments ?? []), ...(after.snapshot?.segments ?? [])];
  for (let size = -1; size < ways.size; ) {
    size = ways.size;
    for (const { name, if: condition } of all) {
      const used = ways.has(name) ? undefined : segmentsIn(condition).find((each) => ways.has(each));
      if (used !== undefined) ways.set(name, `${ways.get(used)}, segment ${name}`);
    }
  }
  return ways;
}

function segmentsOfFlag(flag: Flag | null): string[] {
  const reach = createReach();
  if (flag !== null) addFlag(flag, reach);
  return [...reach.segments];
}

/** Flag -> those that require it, on either side. */
function dependantsOf({ before, after }: ReachQuestion): ReadonlyMap<string, ReadonlySet<string>> {
  const dependants = new Map<string, Set<string>>();
  for (const { key, requires, archived } of [...before.project.flags, ...after.project.flags]) {
    if (archived) continue;
    for (const { flag } of requires) {
      const known = dependants.get(flag);
      if (known === undefined) dependants.set(flag, new Set([key]));
      else known.add(key);
    }
  }
  return dependants;
}

/** The suspects and whoever requires them, at any distance; prerequisites before those that require them. */
function inOrder(
  suspects: ReadonlySet<string>,
  dependants: ReadonlyMap<string, ReadonlySet<string>>,
  sides: Sides,
): readonly string[] {
  const all = new Set(suspects);
  // A set is walked in the order of insertion, what is added on the way included.
  for (const key of all) for (const dependant of dependants.get(key) ?? []) all.add(dependant);
  const ordered = new Set<string>();
  const entered = new Set<string>();
  const pending = [...all].sort().reverse();
  for (let key = pending.at(-1); key !== undefined; key = pending.at(-1)) {
    // Each side alone has no cycle; both together may, and then somebody has to be first.
    const first = entered.has(key) ? [] : requiredBy(key, sides).filter((each) => all.has(each) && !entered.has(each));
    entered.add(key);
    if (first.length > 0) {
      pending.push(...first);
      continue;
    }
    pending.pop();
    ordered.add(key);
  }
  return [...ordered];
}

const requiredBy = (key: string, { before, after }: Sides): string[] =>
  [before, after].flatMap((side) => side.flag(key)?.requires ?? []).map(({ flag }) => flag);

/** `requires new-api`: the first prerequisite that moves. */
function requiredThat(key: string, moved: ReadonlySet<string>, sides: Sides): string | null {
  const required = requiredBy(key, sides).find((each) => moved.has(each));
  return required === undefined ? null : `requires ${required}`;
}

function wordsOf(key: string, movements: readonly Movement[], { sides, now }: ReachQuestion): readonly string[] {
  const [old, next] = [sides.before.flag(key), sides.after.flag(key)];
  if (movements.length === 0) return ['nobody moves'];
  const wasOn = old !== null && servesMoreThanOff(old, now);
  const variants = (next ?? old)?.variants.length ?? 0;
  return movementWords(movements, { off: old?.off ?? null, wasOn, variants, slot: slotOf(key, sides) });
}

/** Shares are of all units: a slot that stays explains why they are less than the rule says. */
function slotOf(key: string, { before, after }: Sides): string | null {
  const [old, now] = [before.groupOf(key), after.groupOf(key)];
  const slot = now?.slots.find(({ flag }) => flag === key);
  if (now === null || slot === undefined || canonicalJson(old) !== canonicalJson(now)) return null;
  return `${formatThousandths(slot.percent)} % of ${unitNoun(now.unit)} are in its slot of group ${now.name}`;
}

/** Whether anybody may get more than off, at present or later. */
function servesMoreThanOff(flag: Flag, now: number): boolean {
  if (flag.killed === true) return false;
  const instants = [now, ...(flag.schedule ?? []).map(({ at }) => at).filter((at) => at > now)];
  return instants.some((at) => {
    const { enabled, targets, rules, default: outcome } = stateAt(flag, at);
    if (enabled !== true) return false;
    const given = [...(rules ?? []), ...(outcome === undefined ? [] : [outcome])];
    const served = given.flatMap((each) =>
      'serve' in each ? [each.serve] : each.rollout.weights.map(([variant]) => variant),
    );
    return [...served, ...(targets ?? []).map(({ variant }) => variant)].some((variant) => variant !== flag.off);
  });
}
