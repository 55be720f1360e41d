/** Where something stands in a text, for people. */
export interface FoundPlace {
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
  /** Of its line: what stands before it, itself, and what comes after; long lines are cut. */
  readonly before: string;
  readonly part: string;
  readonly after: string;
}

/** Characters of the line that are shown on each side. */
const AROUND = 24;

/** @param span [from, to) in the text; an empty one stands between two characters. */
export function foundPlace(text: string, [from, to]: readonly [number, number]): FoundPlace {
  const start = text.lastIndexOf('\n', from - 1) + 1;
  const end = text.indexOf('\n', from);
  const line = text.slice(start, end === -1 ? text.length : end);
  const [at, until] = [from - start, Math.min(to - start, line.length)];
  const [first, last] = [Math.max(0, at - AROUND), Math.min(line.length, until + AROUND)];
  return {
    line: text.slice(0, start).split('\n').length,
    column: at + 1,
    before: (first > 0 ? '…' : '') + line.slice(first, at),
    part: line.slice(at, until),
    after: line.slice(until, last) + (last < line.length ? '…' : ''),
  };
}
