/**
 * How far to step in a string after a code point above U+FFFF: 2 where strings are UTF-16 (V8), 1 where they
 * are code points (njs). Measured once, because no engine says it.
 */
export const WIDE_STEP = '\u{1f600}'.length;
