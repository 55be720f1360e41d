import type { Automaton } from '@flagforge/sdk/engine';
import type { Dfa } from './determinise.ts';
import { MAX_CLASSES, MAX_REFINEMENT_STEPS, MAX_STATES, type TooComplex } from './too-complex.ts';

/**
 * The one smallest automaton of its language, in canonical numbering: states breadth-first from the start in the
 * order of classes, classes by their first code point. Equal languages give equal bytes, on every machine.
 */
export function minimise(dfa: Dfa): Automaton | TooComplex {
  const blocks = refine(dfa);
  if ('tooComplex' in blocks) return blocks;
  const { blockOf, representative } = blocks;
  const width = dfa.classes.count;
  const follow = (block: number, each: number): number =>
    blockOf[dfa.next[(representative[block] ?? 0) * width + each] ?? 0] ?? 0;
  const accepts = (block: number): boolean => dfa.accepts[representative[block] ?? 0] === true;
  const isTrap = (block: number): boolean => {
    for (let each = 0; each < width; each += 1) if (follow(block, each) !== block) return false;
    return true;
  };
  const isDead = (block: number): boolean => !accepts(block) && isTrap(block);
  const start = blockOf[dfa.start] ?? 0;
  const order = [start];
  const number = new Map([[start, 0]]);
  for (let at = 0; at < order.length; at += 1) {
    for (let each = 0; each < width; each += 1) {
      const block = follow(order[at] ?? 0, each);
      if (number.has(block) || isDead(block)) continue;
      number.set(block, order.push(block) - 1);
    }
  }
  if (order.length > MAX_STATES) return { tooComplex: 'states' };
  const columns = mergeColumns(width, (each) => order.map((block) => number.get(follow(block, each)) ?? -1));
  // A start that is dead is still a state: it only leads nowhere.
  if (isDead(start)) for (const column of columns.kept) column.fill(-1);
  if (columns.kept.length > MAX_CLASSES) return { tooComplex: 'classes' };
  const next = order.flatMap((_, state) => columns.kept.map((column) => column[state] ?? -1));
  const found: number[] = [];
  const atEnd: number[] = [];
  order.forEach((block, state) => {
    if (accepts(block)) (isTrap(block) ? found : atEnd).push(state);
  });
  return { ...intervals(dfa, columns.mergedOf), classCount: columns.kept.length, next, found, atEnd };
}

/** Classes that lead everywhere to the same states are one. */
function mergeColumns(width: number, columnOf: (each: number) => number[]) {
  const known = new Map<string, number>();
  const kept: number[][] = [];
  const mergedOf: number[] = [];
  for (let each = 0; each < width; each += 1) {
    const column = columnOf(each);
    const key = column.join();
    const merged = known.get(key) ?? kept.push(column) - 1;
    known.set(key, merged);
    mergedOf.push(merged);
  }
  return { kept, mergedOf };
}

/** The intervals in merged classes; neighbours of one class become one. */
function intervals(dfa: Dfa, mergedOf: readonly number[]) {
  const bounds: number[] = [];
  const classes: number[] = [];
  dfa.classes.bounds.forEach((bound, interval) => {
    const merged = mergedOf[dfa.classes.classes[interval] ?? 0] ?? 0;
    if (classes[classes.length - 1] === merged) return;
    bounds.push(bound);
    classes.push(merged);
  });
  return { bounds, classes };
}

interface Blocks {
  readonly blockOf: Int32Array;
  /** One state of each block. */
  readonly representative: readonly number[];
}

/** Two more than an automaton may have: the block that leads nowhere is not written, an unreachable one neither. */
const MAX_BLOCKS = MAX_STATES + 2;

/**
 * Moore's refinement, a column at a time. The number of blocks only grows, so it stops at the first one too many;
 * with it the rounds are bounded, and the steps are counted besides.
 */
function refine(dfa: Dfa): Blocks | TooComplex {
  const width = dfa.classes.count;
  const size = dfa.accepts.length;
  const blockOf = Int32Array.from(dfa.accepts, (accepts) => (accepts ? 1 : 0));
  // A pair of blocks counts as met when it carries this column's stamp: clearing the tables would cost more than using them.
  const span = Math.min(size, MAX_BLOCKS) + 1;
  const stamps = new Int32Array(span * span);
  const ids = new Int32Array(span * span);
  const refined = new Int32Array(size);
  const isTaken = new Int32Array(MAX_BLOCKS + 1);
  let count = 2;
  let stamp = 0;
  for (let changed = true; changed; ) {
    changed = false;
    for (let each = 0; each < width; each += 1) {
      stamp += 1;
      if (stamp * size > MAX_REFINEMENT_STEPS) return { tooComplex: 'work' };
      const before = count;
      for (let state = 0; state < size; state += 1) {
        const block = blockOf[state] ?? 0;
        const pair = block * span + (blockOf[dfa.next[state * width + each] ?? 0] ?? 0);
        if (stamps[pair] !== stamp) {
          stamps[pair] = stamp;
          ids[pair] = isTaken[block] === stamp ? count++ : block;
          isTaken[block] = stamp;
          if (count > MAX_BLOCKS) return { tooComplex: 'states' };
        }
        refined[state] = ids[pair] ?? 0;
      }
      if (count > before) {
        blockOf.set(refined);
        changed = true;
      }
    }
  }
  const representative: number[] = [];
  for (let state = size - 1; state >= 0; state -= 1) representative[blockOf[state] ?? 0] = state;
  return { blockOf, representative };
}
