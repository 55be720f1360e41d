/**
 * How far to step in a string after a code point above U+FFFF: 2 where strings are UTF-16 (V8), 1 where they
 * are code points (njs). Measured once, because no engine says it, and not of a literal: a minifier would count that itself.
 */
export const WIDE_STEP = String.fromCodePoint(0x1f600).length;

/** The code point at an index of a text; past its end undefined, which is no number and below and above none. */
export function codeAt(text: string, index: number): number {
  return text.codePointAt(index) as number;
}
