import { type CodePoints, invert, toCodePoints } from './code-points.ts';
import { type ReadSet, readEscape } from './read-escape.ts';
import { fail, type Reader } from './reader.ts';

/** Reads the class at the reader's `[`, past its `]`. */
export function readClass(reader: Reader): CodePoints {
  const { pattern } = reader;
  const open = reader.at;
  reader.at += 1;
  const isNegated = pattern.charAt(reader.at) === '^';
  if (isNegated) reader.at += 1;
  const first = reader.at;
  const ranges: (readonly [number, number])[] = [];
  for (;;) {
    const at = reader.at;
    if (at >= pattern.length) fail(open, open + 1, '"[" is not closed', 'write \\[ for the character itself');
    if (pattern.charAt(at) === ']') break;
    if (pattern.charAt(at) === '-' && at > first && pattern.charAt(at + 1) !== ']') {
      fail(
        at,
        at + 1,
        '"-" in a class stands between two characters, first or last',
        'write \\- for the character itself',
      );
    }
    const low = readMember(reader);
    if (!startsRange(reader)) {
      ranges.push(...low.set);
      continue;
    }
    reader.at += 1;
    if (pattern.charAt(at) === '-' || pattern.charAt(reader.at) === '-') {
      fail(at, reader.at + 1, '"-" cannot be the end of a range', 'write \\- for the character itself');
    }
    const high = readMember(reader);
    const written = pattern.slice(at, reader.at);
    if (low.code === null || high.code === null) {
      fail(at, reader.at, `${written} is no range: its ends must be characters`, 'write \\- for the character itself');
    } else if (high.code < low.code) fail(at, reader.at, `the range ${written} has its ends the wrong way round`);
    else ranges.push([low.code, high.code]);
  }
  if (reader.at === first)
    fail(open, reader.at + 1, 'a class must hold at least one character', 'write \\] for the character itself');
  reader.at += 1;
  const set = toCodePoints(ranges);
  return isNegated ? invert(set) : set;
}

/** Whether a `-` follows that has a character after it: elsewhere it is last and stands for itself. */
function startsRange(reader: Reader): boolean {
  const { pattern, at } = reader;
  return pattern.charAt(at) === '-' && at + 1 < pattern.length && pattern.charAt(at + 1) !== ']';
}

function readMember(reader: Reader): ReadSet {
  const { pattern, at } = reader;
  const character = pattern.charAt(at);
  if (character === '\\') return readEscape(reader, true);
  if (character === '[') {
    const isNamed = pattern.charAt(at + 1) === ':';
    fail(
      at,
      at + 1,
      isNamed ? 'named classes are not part of the language' : '"[" in a class must be escaped',
      isNamed ? 'write ranges, such as [A-Za-z]' : 'write \\[',
    );
  }
  const code = pattern.codePointAt(at) ?? 0;
  if (code >= 0xd800 && code <= 0xdfff) fail(at, at + 1, 'an unpaired surrogate is no character');
  reader.at += code > 0xffff ? 2 : 1;
  return { set: [[code, code]], code };
}
