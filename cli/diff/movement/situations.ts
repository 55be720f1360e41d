/** Which units have to be looked at: pairs of cases of the two sides. */
import type { Condition } from '@flagforge/sdk/engine';
import { canonicalJson } from '@flagforge/sdk/snapshot';
import { isNeverTrue } from '../../compile/analysis/index.ts';
import type { Side, Sides } from '../side.ts';
import { stateAt } from '../state-at.ts';
import { axesOfFlag, type Case, type CaseMaker, casesOf, type StandIn } from './cases.ts';
import { createResolve, hasSameUnit, type Resolve } from './resolve-condition.ts';

/** What is known of a change before its movements are. */
export interface MovementQuestion {
  readonly sides: Sides;
  /** What `openSegments` says of the sides. */
  readonly open: ReadonlySet<string>;
  /** Flags that were found to move: as prerequisites they are looked into. */
  readonly moved: ReadonlySet<string>;
  /** UTC epoch ms. */
  readonly now: number;
  readonly memory: Memory;
}

/** What was found out of one flag of an environment, for the others. */
export interface Memory {
  /** Which sets of conditions can hold at once. */
  readonly possible: Map<string, boolean>;
  readonly resolves: Map<string, Resolve>;
}

export const createMemory = (): Memory => ({ possible: new Map(), resolves: new Map() });

function resolveOf(which: keyof Sides, at: number, { sides, open, memory }: MovementQuestion): Resolve {
  const key = `${which} ${at}`;
  const resolve = memory.resolves.get(key) ?? createResolve(sides, which, open, at);
  memory.resolves.set(key, resolve);
  return resolve;
}

/** Pairs of cases beyond which prerequisites are not looked into. */
const MAX_PAIRS = 20_000;

/** Units that one case of each side is about. */
export interface Situation {
  readonly before: Case;
  readonly after: Case;
  /** The units, where they are listed as targets by name; null: they are not. */
  readonly listed: readonly string[] | null;
}

/** Every pair of cases of the two sides; which of them can be is not looked at. */
export function situationsAt(key: string, at: number, question: MovementQuestion): Situation[] {
  return (
    pairCases(key, lookedInto(key, at, question, true), at, question, MAX_PAIRS) ??
    pairCases(key, lookedInto(key, at, question, false), at, question, Number.POSITIVE_INFINITY) ??
    // Then even those whose buckets it shares count as independent of it.
    pairCases(key, new Set([key]), at, question, Number.POSITIVE_INFINITY) ??
    []
  );
}

/** @param inner the flags that are looked into. @returns null: the pairs, or the cases of a side, are too many. */
function pairCases(
  key: string,
  inner: ReadonlySet<string>,
  at: number,
  question: MovementQuestion,
  most: number,
): Situation[] | null {
  const { sides, moved } = question;
  const makerOf = (which: keyof Sides, targetOf: Listing['targetOf']): CaseMaker => ({
    which,
    side: sides[which],
    at,
    resolve: resolveOf(which, at, question),
    targetOf: (flag) => targetOf(which, flag),
    standIn(flag, variant) {
      if (inner.has(flag)) return null;
      return moved.has(flag) ? sideStandIn(which, flag, variant) : standIn(flag, variant);
    },
  });
  let pairs = 0;
  const situations: Situation[] = [];
  for (const { listed, targetOf } of listingsAt([...inner], sides, at)) {
    const [old, now] = [casesOf(key, makerOf('before', targetOf)), casesOf(key, makerOf('after', targetOf))];
    if (old === null || now === null) return null;
    pairs += old.length * now.length;
    if (pairs > most) return null;
    for (const after of now) for (const before of old) situations.push({ before, after, listed });
  }
  return situations;
}

/**
 * The flag, and which of its prerequisites are looked into: those that move, that answer all units in one way, or whose
 * buckets are looked at elsewhere in it too. Of the others it is enough to say that they serve the variant: what they do is
 * the same on both sides, and independent of the buckets in question.
 */
function lookedInto(key: string, at: number, question: MovementQuestion, looksInto: boolean): ReadonlySet<string> {
  const { sides, moved } = question;
  const both = [sides.before, sides.after];
  const axes = new Set(both.flatMap((side) => ownAxes(key, side, at)));
  const looked = new Set([key]);
  const sharesAxes = (flag: string): boolean =>
    both.some((side) => [...axesOfFlag(flag, side, at).keys()].some((axis) => axes.has(axis)));
  const isSimple = (flag: string): boolean =>
    (['before', 'after'] as const).every((which) => {
      const resolve = resolveOf(which, at, question);
      const { [which]: side } = sides;
      return casesOf(flag, { which, side, at, resolve, targetOf: () => undefined, standIn })?.length === 1;
    });
  for (let size = 0; size < looked.size; ) {
    size = looked.size;
    const required = [...looked].flatMap((flag) => both.flatMap((side) => side.flag(flag)?.requires ?? []));
    for (const { flag } of required) {
      if (looked.has(flag) || !(moved.has(flag) ? looksInto : isSimple(flag) || sharesAxes(flag))) continue;
      looked.add(flag);
      for (const side of both) for (const axis of ownAxes(flag, side, at)) axes.add(axis);
    }
  }
  return looked;
}

const standIn = (flag: string, variant: string): StandIn => ({
  condition: { op: 'segment', name: `${flag} serves ${variant}` },
  met: `${flag} serves ${variant}`,
  unmet: `${flag} does not serve ${variant}`,
});

/** Of a prerequisite that moves, and is not looked into. */
function sideStandIn(which: keyof Sides, flag: string, variant: string): StandIn {
  const isBefore = which === 'before';
  return {
    condition: { op: 'segment', name: `${flag} serves ${variant} ${which}` },
    met: isBefore ? `${flag} served ${variant} before` : `${flag} serves ${variant} now`,
    unmet: isBefore ? `${flag} did not serve ${variant} before` : `${flag} does not serve ${variant} now`,
  };
}
/** The bucket spaces of a flag without those of its prerequisites. */
function ownAxes(key: string, side: Side, at: number): string[] {
  const flag = side.flag(key);
  if (flag === null) return [];
  const { requires: _, ...alone } = flag;
  return [...axesOfFlag(key, { ...side, flag: () => alone }, at).keys()];
}

interface Listing {
  /** Units by name; null: those that nobody lists. */
  readonly listed: readonly string[] | null;
  readonly targetOf: (which: keyof Sides, flag: string) => string | null | undefined;
}

/** Units that are listed as targets, by where; then all others. Where the sides list different units, nobody knows. */
function listingsAt(keys: readonly string[], sides: Sides, at: number): Listing[] {
  if (!hasSameUnit(sides)) return [{ listed: null, targetOf: () => undefined }];
  const places = new Map<string, string[]>();
  for (const key of keys) {
    for (const which of ['before', 'after'] as const) {
      const flag = sides[which].flag(key);
      for (const { variant, units } of flag === null ? [] : (stateAt(flag, at).targets ?? [])) {
        for (const unit of units) {
          const known = places.get(unit);
          const place = canonicalJson([which, key, variant]);
          if (known === undefined) places.set(unit, [place]);
          else known.push(place);
        }
      }
    }
  }
  const alike = new Map<string, { units: string[]; places: readonly string[] }>();
  for (const [unit, list] of places) {
    const name = list.join();
    const known = alike.get(name);
    if (known === undefined) alike.set(name, { units: [unit], places: list });
    else known.units.push(unit);
  }
  const listings = [...alike.values()].map(({ units, places }): Listing => {
    const targets = new Map(
      places.map((place): [string, string] => {
        const [which, key, variant] = JSON.parse(place) as [string, string, string];
        return [`${which} ${key}`, variant];
      }),
    );
    return { listed: units, targetOf: (which, key) => targets.get(`${which} ${key}`) ?? null };
  });
  return [...listings, { listed: null, targetOf: () => null }];
}

/** False: certain that no unit is in both cases. */
export function mayHappen({ before, after }: Situation, { possible }: Memory): boolean {
  const [old, now] = [signsOf(before), signsOf(after)];
  if (old.isNever || now.isNever || contradicts(old, now) || contradicts(now, old)) return false;
  const all = [...before.given, ...after.given];
  if (all.length < 2) return true;
  const key = [...old.signs, ...now.signs].flat().join();
  let may = possible.get(key);
  if (may === undefined) {
    may = !isNeverTrue({ op: 'and', of: all });
    possible.set(key, may);
  }
  return may;
}

/** What a case says of conditions, by key. */
interface Signs {
  readonly signs: ReadonlyMap<string, boolean>;
  /** Those that hold: few, as each rule that was passed is one that does not. */
  readonly holding: readonly string[];
  /** One of them is said to hold, and not to hold: where a prerequisite asks what the flag asks too. */
  readonly isNever: boolean;
}

const contradicts = ({ holding }: Signs, { signs }: Signs): boolean => holding.some((key) => signs.get(key) === false);

const knownSigns = new WeakMap<Case, Signs>();

function signsOf(given: Case): Signs {
  let found = knownSigns.get(given);
  if (found === undefined) {
    const signs = given.given.map((condition): [string, boolean] => {
      const inner = condition.op === 'not' ? condition.of[0] : undefined;
      return [keyOf(inner ?? condition), inner === undefined];
    });
    const holding = signs.flatMap(([key, isHolding]) => (isHolding ? [key] : []));
    const isNever = signs.some(([key, isHolding]) => !isHolding && holding.includes(key));
    found = { signs: new Map(signs), holding, isNever };
    knownSigns.set(given, found);
  }
  return found;
}

const keys = new WeakMap<Condition, string>();

function keyOf(condition: Condition): string {
  let key = keys.get(condition);
  if (key === undefined) {
    key = canonicalJson(condition);
    keys.set(condition, key);
  }
  return key;
}
