import type { CodePoints } from './code-points.ts';
import type { Alternative, PatternNode } from './pattern-ast.ts';
import { MAX_NFA_STATES, type TooComplex } from './too-complex.ts';

/** A state either reads one code point of `set` and goes to `to[0]`, or goes to all of `to` at once. */
export interface NfaState {
  readonly set: CodePoints | null;
  readonly to: number[];
}

export interface Nfa {
  readonly states: readonly NfaState[];
  /** Where alternatives without `^` begin: at every position of the text. */
  readonly floating: readonly number[];
  /** Where alternatives with `^` begin: at the text's start only. */
  readonly anchored: readonly number[];
}

/** Reached when an alternative without `$` has matched: found, whatever follows. */
export const FOUND = 0;
/** Reached when an alternative with `$` has matched: found if the text ends here. */
export const FOUND_AT_END = 1;

/**
 * Thompson's construction, with counted repetitions written out. The size is known before anything is built,
 * so `((a{100}){100}){100}` costs nothing.
 */
export function buildNfa(alternatives: readonly Alternative[]): Nfa | TooComplex {
  const size = alternatives.reduce((sum, each) => sum + sizeOf(each.body), 2);
  if (size > MAX_NFA_STATES) return { tooComplex: 'repetitions' };
  const states: NfaState[] = [
    { set: null, to: [] },
    { set: null, to: [] },
  ];
  const floating: number[] = [];
  const anchored: number[] = [];
  for (const { body, fromStart, toEnd } of alternatives) {
    (fromStart ? anchored : floating).push(build(states, body, toEnd ? FOUND_AT_END : FOUND));
  }
  return { states, floating, anchored };
}

function sizeOf(node: PatternNode): number {
  switch (node.kind) {
    case 'set':
      return 1;
    case 'sequence':
    case 'choice':
      return node.of.reduce((sum, part) => sum + sizeOf(part), 1);
    case 'repeat':
      return (sizeOf(node.of) + 1) * Math.max(1, node.max ?? node.min + 1);
  }
}

/** Adds the states that read `node` and then stand at `next`; returns where they begin. */
function build(states: NfaState[], node: PatternNode, next: number): number {
  switch (node.kind) {
    case 'set':
      return states.push({ set: node.set, to: [next] }) - 1;
    case 'sequence':
      return node.of.reduceRight((after, part) => build(states, part, after), next);
    case 'choice':
      return states.push({ set: null, to: node.of.map((part) => build(states, part, next)) }) - 1;
    case 'repeat': {
      let start = next;
      if (node.max === null) {
        const to: number[] = [next];
        start = states.push({ set: null, to }) - 1;
        to.push(build(states, node.of, start));
      } else {
        for (let copy = node.min; copy < node.max; copy += 1) {
          start = states.push({ set: null, to: [build(states, node.of, start), next] }) - 1;
        }
      }
      for (let copy = 0; copy < node.min; copy += 1) start = build(states, node.of, start);
      return start;
    }
  }
}
