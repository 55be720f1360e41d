import { codeAt, WIDE_STEP } from './code-at.ts';
import type { Automaton } from './snapshot.ts';

/** An automaton as flat tables: the class of each ASCII code point, and what each state means. */
export interface PreparedAutomaton {
  readonly bounds: readonly number[];
  readonly classes: readonly number[];
  readonly ascii: readonly number[];
  readonly classCount: number;
  readonly next: readonly number[];
  /** By state: 1 found whatever follows, 2 found when the text ends here, 0 neither. */
  readonly verdict: readonly number[];
}

const FOUND = 1;
const FOUND_AT_END = 2;
const MAX_STATES = 256;
const MAX_CLASSES = 32;
const REPLACEMENT = 0xfffd;

function isIndex(value: unknown, from: number, below: number): boolean {
  return typeof value === 'number' && value >= from && value < below && Math.floor(value) === value;
}

function areIndices(list: unknown, from: number, below: number): boolean {
  if (!Array.isArray(list)) return false;
  for (let i = 0; i < list.length; i += 1) if (!isIndex(list[i], from, below)) return false;
  return true;
}

function classOf(bounds: readonly number[], classes: readonly number[], code: number): number {
  let low = 0;
  let high = bounds.length - 1;
  fast: while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((bounds[middle] as number) <= code) low = middle;
    else high = middle - 1;
  }
  while ((bounds[low + 1] as number) <= code) low += 1;
  return classes[low] as number;
}

function classIn(automaton: PreparedAutomaton, code: number): number {
  fast: if (code < 128) return automaton.ascii[code] as number;
  return classOf(automaton.bounds, automaton.classes, code);
}

/** Checks an automaton of unknown origin and lays it out for the search; null when it is not sound. */
export function prepareAutomaton(source: unknown): PreparedAutomaton | null {
  if (typeof source !== 'object' || source === null) return null;
  const automaton = source as Automaton;
  const bounds = automaton.bounds;
  const classes = automaton.classes;
  const classCount = automaton.classCount;
  const next = automaton.next;
  if (!isIndex(classCount, 1, MAX_CLASSES + 1) || !areIndices(bounds, 0, 0x110000) || bounds[0] !== 0) return null;
  for (let i = 1; i < bounds.length; i += 1) if ((bounds[i] as number) <= (bounds[i - 1] as number)) return null;
  if (!areIndices(classes, 0, classCount) || classes.length !== bounds.length || !Array.isArray(next)) return null;
  const states = next.length / classCount;
  if (!isIndex(states, 1, MAX_STATES + 1) || !areIndices(next, -1, states)) return null;
  if (!areIndices(automaton.found, 0, states) || !areIndices(automaton.atEnd, 0, states)) return null;
  const verdict: number[] = [];
  for (let i = 0; i < states; i += 1) verdict.push(0);
  for (let i = 0; i < automaton.atEnd.length; i += 1) verdict[automaton.atEnd[i] as number] = FOUND_AT_END;
  for (let i = 0; i < automaton.found.length; i += 1) verdict[automaton.found[i] as number] = FOUND;
  const ascii: number[] = [];
  for (let code = 0; code < 128; code += 1) ascii.push(classOf(bounds, classes, code));
  return { bounds, classes, ascii, classCount, next, verdict };
}

/**
 * Whether the automaton finds its pattern in `text`: one table step a code point, so always linear.
 * An unpaired surrogate is read as U+FFFD, which is all that engines with UTF-8 strings can see of it.
 */
export function searchAutomaton(automaton: PreparedAutomaton, text: string): boolean {
  const verdict = automaton.verdict;
  let state = 0;
  let at = 0;
  while (at < text.length) {
    if (verdict[state] === FOUND) return true;
    let code = codeAt(text, at);
    at += code > 0xffff ? WIDE_STEP : 1;
    if (code >= 0xd800 && code <= 0xdfff) code = REPLACEMENT;
    state = automaton.next[state * automaton.classCount + classIn(automaton, code)] as number;
    if (state < 0) return false;
  }
  return verdict[state] !== 0;
}
