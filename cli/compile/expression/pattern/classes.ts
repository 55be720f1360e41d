import { type CodePoints, MAX_CODE_POINT } from './code-points.ts';
import { MAX_FINE_CLASSES, type TooComplex } from './too-complex.ts';

/** Code points that no set of the pattern tells apart, numbered by their first code point. */
export interface CharacterClasses {
  /** First code points of the intervals, ascending, beginning with 0. */
  readonly bounds: readonly number[];
  /** The class of each interval. */
  readonly classes: readonly number[];
  readonly count: number;
  /** For each set, in their order: whether it holds a class. */
  readonly members: readonly Uint8Array[];
}

/** Splits all code points by `sets`, one set at a time: the work is the number of intervals that the sets cover. */
export function partition(sets: readonly CodePoints[]): CharacterClasses | TooComplex {
  const bounds = boundsOf(sets);
  let classes = new Array<number>(bounds.length).fill(0);
  let count = 1;
  const index = new Map(bounds.map((bound, position) => [bound, position]));
  for (const set of sets) {
    const sizes = new Array<number>(count).fill(0);
    const inside = new Array<number>(count).fill(0);
    const covered = covering(set, bounds, index);
    for (const each of classes) sizes[each] = (sizes[each] ?? 0) + 1;
    for (const at of covered) inside[classes[at] ?? 0] = (inside[classes[at] ?? 0] ?? 0) + 1;
    const split = inside.map((size, each) => (size > 0 && size < (sizes[each] ?? 0) ? count++ : each));
    if (count > MAX_FINE_CLASSES) return { tooComplex: 'classes' };
    for (const at of covered) classes[at] = split[classes[at] ?? 0] ?? 0;
  }
  const order = new Map<number, number>();
  classes = classes.map((each) => {
    const known = order.get(each) ?? order.size;
    order.set(each, known);
    return known;
  });
  const members = sets.map((set) => {
    const member = new Uint8Array(count);
    for (const interval of covering(set, bounds, index)) member[classes[interval] ?? 0] = 1;
    return member;
  });
  return { bounds, classes, count, members };
}

function boundsOf(sets: readonly CodePoints[]): number[] {
  const bounds = new Set([0]);
  for (const set of sets) {
    for (const [first, last] of set) {
      bounds.add(first);
      if (last < MAX_CODE_POINT) bounds.add(last + 1);
    }
  }
  return [...bounds].sort((left, right) => left - right);
}

/** The intervals that the set consists of. */
function covering(set: CodePoints, bounds: readonly number[], index: ReadonlyMap<number, number>): number[] {
  const intervals: number[] = [];
  for (const [first, last] of set) {
    for (let at = index.get(first) ?? 0; at < bounds.length && (bounds[at] ?? 0) <= last; at += 1) intervals.push(at);
  }
  return intervals;
}
