/** Which units a movement is about, in words. */
import type { Path, Rule } from '@flagforge/sdk/engine';
import { shorten } from '../../diagnostics/shorten.ts';
import type { Side, Sides } from '../side.ts';
import { stateAt } from '../state-at.ts';
import { pairRenamedRules } from '../words/pair-rules.ts';
import { readableCondition, readablePart, unitNoun } from '../words/readable-condition.ts';
import type { Choice } from './cases.ts';
import { axesOf } from './outcome-tree.ts';
import { atTime } from './resolve-condition.ts';
import type { Situation } from './situations.ts';

const MAX_UNITS = 5;

/** Two conditions that are no longer than this together are both said; else their rule is. */
const MAX_BOTH = 160;

/** Such as `all users`, `accounts where region starts with "us-"`. @param at UTC epoch ms. */
export function amongOf(situation: Situation, sides: Sides, at: number): string {
  const { before, after, listed } = situation;
  const noun = unitNoun(unitOf(situation, sides));
  const flags = [...new Set([...before.choices.keys(), ...after.choices.keys()])];
  const found = flags.map((flag) =>
    partsOf(flag, before.choices.get(flag), after.choices.get(flag), sides, at, listed !== null),
  );
  const known = [...before.known, ...after.known].map((text): Part => ({ text }));
  const parts = eachOnce([...known, ...found.flatMap((each) => each.parts)]);
  const [first] = parts;
  const isSegment = parts.length === 1 && first?.isEither !== true && first?.text.startsWith('in segment ') === true;
  const where = parts.length === 0 ? '' : ` ${isSegment ? '' : 'where '}${joined(parts)}`;
  if (listed !== null) return `${noun} listed as targets (${namesOf(listed)})${where}`;
  if (parts.length > 0) return `${noun}${where}`;
  return found.some(({ isRest }) => isRest) ? `all other ${noun}` : `all ${noun}`;
}

/** What the answer hashes after the change, else before it, else by default; what a group hashes comes last. */
function unitOf({ before, after }: Situation, { before: old, after: now }: Sides): Path {
  const axes = [after, before].flatMap(({ tree }) => [...axesOf(tree).values()]);
  const isGroup = (salt: string): boolean => salt.startsWith('group:');
  const unit = (axes.find(({ salt }) => !isGroup(salt)) ?? axes[0])?.unit;
  return unit ?? now.snapshot?.unit ?? old.snapshot?.unit ?? ['targetingKey'];
}

function namesOf(units: readonly string[]): string {
  const shown = units.slice(0, MAX_UNITS).map((unit) => shorten(unit, 40));
  return units.length > MAX_UNITS ? `${shown.join(', ')} and ${units.length - MAX_UNITS} more` : shown.join(', ');
}

interface Part {
  readonly text: string;
  /** It reads as one thing only in brackets, beside others. */
  readonly isEither?: boolean;
  /** `before and no longer`: what follows it would be taken for more of it. */
  readonly isChange?: boolean;
}

const eachOnce = (parts: readonly Part[]): Part[] => [...new Map(parts.map((part) => [part.text, part])).values()];

/** Conditions that all hold, in words. */
function joined(parts: readonly Part[]): string {
  const sorted = [...parts.filter(({ isChange }) => isChange !== true), ...parts.filter(({ isChange }) => isChange)];
  return sorted.map(({ text, isEither }) => (isEither && parts.length > 1 ? `(${text})` : text)).join(' and ');
}

interface FoundParts {
  readonly parts: readonly Part[];
  /** Some rule or target takes others before them. */
  readonly isRest: boolean;
}

function partsOf(
  flag: string,
  before: Choice | undefined,
  after: Choice | undefined,
  sides: Sides,
  at: number,
  isListed: boolean,
): FoundParts {
  const [old, now] = [decisionOf(sides.before, flag, before, at), decisionOf(sides.after, flag, after, at)];
  const pairs = pairRenamedRules(old.rules, now.rules);
  const oldThere = pairs.find((pair) => pair.before === before)?.after ?? Number.POSITIVE_INFINITY;
  const newThere = pairs.find((pair) => pair.after === after)?.before ?? Number.POSITIVE_INFINITY;
  const parts = [
    // A rule that stands above what decides on the other side does not match there.
    ...heldBy(old, oldThere < now.index ? now.rules[oldThere] : undefined, 'before', at),
    ...heldBy(now, newThere < old.index ? old.rules[newThere] : undefined, 'now', at),
    ...(isListed || old.target === null ? [] : [{ text: `the unit was a ${old.target} before` }]),
    ...(isListed || now.target === null ? [] : [{ text: `the unit is a ${now.target} now` }]),
  ];
  return { parts, isRest: [old, now].some(({ hasMore }) => hasMore) };
}

interface Decision {
  readonly rules: readonly Rule[];
  /** Which rule decides; infinite where none is asked. */
  readonly index: number;
  readonly rule: Rule | null;
  /** `target of on`, where the unit is listed, in a list that the other side does not read alike; null: it is not. */
  readonly target: string | null;
  /** Others are taken by rules or targets that stand above. */
  readonly hasMore: boolean;
}

function decisionOf(side: Side, key: string, choice: Choice | undefined, at: number): Decision {
  const flag = side.flag(key);
  const { rules = [], targets = [] } = flag === null ? {} : stateAt(flag, at);
  const index = typeof choice === 'number' ? choice : -1;
  return {
    rules,
    index,
    rule: rules[index] ?? null,
    target: typeof choice === 'string' && choice.startsWith('target of ') ? choice : null,
    hasMore: index >= 0 && (targets.length > 0 || rules.slice(0, index).some((rule) => atTime(rule.if, at) !== false)),
  };
}

/** What is said of what decides on one side. @param other the same rule on the other side, where it does not match. */
function heldBy({ rule, index }: Decision, other: Rule | undefined, side: 'before' | 'now', at: number): Part[] {
  const held = rule === null ? true : atTime(rule.if, at);
  const missed = other === undefined ? false : atTime(other.if, at);
  if (typeof held === 'boolean') return [];
  if (typeof missed === 'boolean') return [{ text: readableCondition(held), isEither: held.op === 'or' }];
  const isBefore = side === 'before';
  if (readableCondition(missed) === readableCondition(held))
    return [
      { text: `${readablePart(held)} ${isBefore ? 'before and no longer' : 'now and not before'}`, isChange: true },
    ];
  const text = `${readablePart(held)} and not ${readablePart(missed)}`;
  if (text.length <= MAX_BOTH) return [{ text }];
  const label = rule?.name === undefined ? `rule ${index + 1}` : `rule ${JSON.stringify(rule.name)}`;
  return [
    { text: `${label} ${isBefore ? 'matched before and no longer' : 'matches now and not before'}`, isChange: true },
  ];
}
