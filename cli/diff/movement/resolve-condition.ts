/** Conditions of two sides made comparable: what time decides is decided, and segments that differ are written out. */
import type { Condition, OrderOperator, Segment } from '@flagforge/sdk/engine';
import { canonicalJson } from '@flagforge/sdk/snapshot';
import type { Sides } from '../side.ts';

/** A condition, or what it comes to whatever the context is. */
export type Resolved = Condition | boolean;

/** Resolves conditions of one side at one instant. */
export type Resolve = (condition: Condition) => Resolved;

export const negate = (condition: Resolved): Resolved =>
  typeof condition === 'boolean' ? !condition : { op: 'not', of: [condition] };

const allOf = (parts: readonly Resolved[]): Resolved => join('and', parts);
const anyOf = (parts: readonly Resolved[]): Resolved => join('or', parts);

function join(op: 'and' | 'or', parts: readonly Resolved[]): Resolved {
  const decisive = op === 'or';
  if (parts.includes(decisive)) return decisive;
  const open = parts.filter((part): part is Condition => typeof part !== 'boolean');
  const [only, ...others] = open;
  if (only === undefined) return !decisive;
  return others.length === 0 ? only : { op, of: open };
}

/**
 * The names of the segments that the two sides do not have alike, by themselves or through one that they name, and of
 * those that look at the time.
 */
export function openSegments(sides: Sides): ReadonlySet<string> {
  const names = [sides.before, sides.after].flatMap(({ snapshot }) => snapshot?.segments.map(({ name }) => name) ?? []);
  const all = [...new Set(names)];
  const isSameUnit = hasSameUnit(sides);
  const open = new Set(
    all.filter((name) => {
      const [old, now] = [sides.before.segment(name), sides.after.segment(name)];
      const isListed = [old, now].some((segment) => (segment?.include ?? segment?.exclude) !== undefined);
      return (isListed && !isSameUnit) || canonicalJson(old) !== canonicalJson(now) || isTimed(old) || isTimed(now);
    }),
  );
  for (let size = -1; size < open.size; ) {
    size = open.size;
    for (const name of all) {
      const uses = [sides.before, sides.after].some((side) =>
        segmentsIn(side.segment(name)?.if).some((used) => open.has(used)),
      );
      if (uses) open.add(name);
    }
  }
  return open;
}

/** Whether lists of units are of the same units on both sides. */
export const hasSameUnit = ({ before, after }: Sides): boolean =>
  canonicalJson(before.snapshot?.unit ?? null) === canonicalJson(after.snapshot?.unit ?? null);

const isTimed = (segment: Segment | null): boolean => segment?.if !== undefined && looksAtTime(segment.if);

const looksAtTime = (condition: Condition): boolean =>
  'of' in condition ? condition.of.some(looksAtTime) : condition.op === 'now';

/** Every segment that a condition names, each as often as it does. */
export function segmentsIn(condition: Condition | undefined): string[] {
  if (condition === undefined) return [];
  if ('of' in condition) return condition.of.flatMap(segmentsIn);
  return condition.op === 'segment' ? [condition.name] : [];
}

/** Beyond so many comparisons, those of a segment that it names counted in, a segment is not written out. */
const MAX_WRITTEN = 2_000;

/**
 * A segment that is too large to be written out counts as one that says nothing of the other side's: segments that name
 * one another twice double with each step.
 * @param open what `openSegments` says of these sides. @param at UTC epoch ms.
 */
export function createResolve(sides: Sides, which: keyof Sides, open: ReadonlySet<string>, at: number): Resolve {
  const written = new Map<string, Resolved>();
  const sizes = new WeakMap<Condition, number>();
  const writeOut = (name: string): Resolved | null => {
    if (!open.has(name)) return null;
    const known = written.get(name);
    if (known !== undefined) return known;
    const segment = sides[which].segment(name);
    const matching = segment?.if === undefined ? false : resolveWith(segment.if, at, writeOut);
    // Exclude wins, then include, then the condition. @see contract 2
    const [excluded, included] = [listedIn(sides, which, name, 'exclude'), listedIn(sides, which, name, 'include')];
    const whole = allOf([negate(excluded), anyOf([included, matching])]);
    // No segment can be called so: a name holds no space.
    const resolved: Resolved = sizeOf(whole, sizes) > MAX_WRITTEN ? { op: 'segment', name: `${name} ${which}` } : whole;
    written.set(name, resolved);
    return resolved;
  };
  return (condition) => resolveWith(condition, at, writeOut);
}

/** How many comparisons a condition holds. What it shares with itself is counted as often, and looked at once. */
function sizeOf(condition: Resolved, known: WeakMap<Condition, number>): number {
  if (typeof condition === 'boolean' || !('of' in condition)) return 1;
  const size = known.get(condition) ?? condition.of.reduce((sum, part) => sum + sizeOf(part, known), 0);
  known.set(condition, size);
  return size;
}

/** A condition at an instant: what it says of now is decided, segments stay. @param at UTC epoch ms. */
export const atTime = (condition: Condition, at: number): Resolved => resolveWith(condition, at, () => null);

function resolveWith(condition: Condition, at: number, segmentOf: (name: string) => Resolved | null): Resolved {
  if ('of' in condition) {
    const parts = condition.of.map((part) => resolveWith(part, at, segmentOf));
    // The same object, so that what is remembered of it is found again.
    if (parts.every((part, index) => part === condition.of[index])) return condition;
    if (condition.op === 'and') return allOf(parts);
    return condition.op === 'or' ? anyOf(parts) : negate(allOf(parts));
  }
  if (condition.op === 'now') return isOrdered(at, condition.order, condition.at);
  return condition.op === 'segment' ? (segmentOf(condition.name) ?? condition) : condition;
}

function isOrdered(at: number, order: OrderOperator, date: number): boolean {
  if (order === '<') return at < date;
  if (order === '<=') return at <= date;
  return order === '>' ? at > date : at >= date;
}

/**
 * Whether a unit is in a segment's list, as conditions that stand for "in both sides' list" and "in this side's only". So
 * a list that grew is seen to have lost nobody, and lists of thousands cost no more than short ones.
 */
function listedIn(sides: Sides, which: keyof Sides, name: string, list: 'include' | 'exclude'): Resolved {
  const other = sides[which === 'before' ? 'after' : 'before'];
  const theirs = new Set(hasSameUnit(sides) ? other.segment(name)?.[list] : []);
  const own = sides[which].segment(name)?.[list] ?? [];
  const common = own.filter((unit) => theirs.has(unit)).length;
  // No segment can be called so: a name holds no space.
  const listed = (where: string, count: number): Resolved =>
    count === 0 ? false : { op: 'segment', name: `${list} ${name} ${where}` };
  return anyOf([listed('both', common), listed(which, own.length - common)]);
}
