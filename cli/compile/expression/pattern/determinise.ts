import { type CharacterClasses, partition } from './classes.ts';
import { type CodePoints, toCodePoints } from './code-points.ts';
import { FOUND, FOUND_AT_END, type Nfa } from './nfa.ts';
import { MAX_SUBSET_STEPS, MAX_SUBSETS, type TooComplex } from './too-complex.ts';

/** A complete deterministic automaton over character classes. State 0: no match possible; state 1: found. */
export interface Dfa {
  readonly classes: CharacterClasses;
  /** `next[state * classes.count + class]`. */
  readonly next: readonly number[];
  /** By state: whether a text that ends here has a match. */
  readonly accepts: readonly boolean[];
  readonly start: number;
}

export const DEAD = 0;
export const ALWAYS = 1;

/** Counts the steps of all closures together and remembers which states the current one holds. */
interface Closure {
  readonly nfa: Nfa;
  readonly mark: Int32Array;
  stamp: number;
  steps: number;
  stack: number[];
}

/**
 * The subset construction, with search semantics: alternatives without `^` begin again after each code point,
 * and a subset in which one without `$` has matched is `ALWAYS`, whatever else it holds.
 */
export function determinise(nfa: Nfa): Dfa | TooComplex {
  const { sets, setOf } = distinctSets(nfa);
  const classes = partition(sets);
  if ('tooComplex' in classes) return classes;
  const closure: Closure = { nfa, mark: new Int32Array(nfa.states.length), stamp: 0, steps: 0, stack: [] };
  const ids = new Map<string, number>();
  const subsets: Uint16Array[] = [new Uint16Array(0), new Uint16Array(0)];
  const accepts = [false, true];
  const next: number[] = [];
  const idOf = (subset: number[] | null): number => {
    if (subset === null) return ALWAYS;
    if (subset.length === 0) return DEAD;
    const sorted = Uint16Array.from(subset).sort();
    // One UTF-16 unit a state: MAX_NFA_STATES is far below 65,536, and below what one call may have as arguments.
    closure.steps += sorted.length;
    const key = String.fromCharCode(...sorted);
    const known = ids.get(key);
    if (known !== undefined) return known;
    const id = subsets.push(sorted) - 1;
    ids.set(key, id);
    accepts.push(closure.mark[FOUND_AT_END] === closure.stamp);
    return id;
  };
  const start = idOf(close(closure, [...nfa.anchored, ...nfa.floating]));
  // By class and state: whether the state reads it. Flat, because the loop below asks millions of times.
  const reads = Array.from({ length: classes.count }, (_, each) =>
    Uint8Array.from(setOf, (set) => classes.members[set]?.[each] ?? 0),
  );
  const follow = Uint16Array.from(nfa.states, (state) => state.to[0] ?? FOUND);
  const targets: number[] = [];
  for (let each = 0; each < classes.count; each += 1) next.push(DEAD);
  for (let each = 0; each < classes.count; each += 1) next.push(ALWAYS);
  for (let state = 2; state < subsets.length; state += 1) {
    const subset = subsets[state] ?? new Uint16Array(0);
    for (let each = 0; each < classes.count; each += 1) {
      targets.length = 0;
      for (let at = 0; at < subset.length; at += 1) {
        const member = subset[at] ?? FOUND;
        if (reads[each]?.[member] === 1) targets.push(follow[member] ?? FOUND);
      }
      for (const state of nfa.floating) targets.push(state);
      closure.steps += subset.length + 1;
      next.push(idOf(close(closure, targets)));
      if (subsets.length > MAX_SUBSETS) return { tooComplex: 'states' };
      if (closure.steps > MAX_SUBSET_STEPS) return { tooComplex: 'work' };
    }
  }
  return { classes, next, accepts, start };
}

/** The different sets of the automaton, and which of them each reading state has (-1: reads nothing). */
function distinctSets(nfa: Nfa): { readonly sets: readonly CodePoints[]; readonly setOf: readonly number[] } {
  const known = new Map<string, number>();
  const sets: CodePoints[] = [];
  const setOf = nfa.states.map((state) => {
    if (state.set === null) return -1;
    const set = toCodePoints(state.set);
    const key = set.join(';');
    const index = known.get(key) ?? sets.push(set) - 1;
    known.set(key, index);
    return index;
  });
  return { sets, setOf };
}

/** The reading states (and FOUND_AT_END) that `from` leads to without reading; null when FOUND is among them. */
function close(closure: Closure, from: readonly number[]): number[] | null {
  const { nfa, mark, stack } = closure;
  closure.stamp += 1;
  const subset: number[] = [];
  for (const state of from) stack.push(state);
  while (stack.length > 0) {
    const state = stack.pop() ?? FOUND;
    if (mark[state] === closure.stamp) continue;
    mark[state] = closure.stamp;
    closure.steps += 1;
    if (state === FOUND) {
      stack.length = 0;
      return null;
    }
    const node = nfa.states[state];
    if (node === undefined || node.set !== null || state === FOUND_AT_END) subset.push(state);
    else for (const target of node.to) stack.push(target);
  }
  return subset;
}
