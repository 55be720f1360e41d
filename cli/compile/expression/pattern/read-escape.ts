import { type CodePoints, DIGITS, invert, MAX_CODE_POINT, SPACE, WORD } from './code-points.ts';
import { fail, type Reader } from './reader.ts';

/** What an escape stands for; `code` when it is one character, which alone can be the end of a range. */
export interface ReadSet {
  readonly set: CodePoints;
  readonly code: number | null;
}

const CLASSES: Readonly<Record<string, CodePoints>> = { d: DIGITS, w: WORD, s: SPACE };
const CONTROLS: Readonly<Record<string, number>> = { t: 9, n: 10, r: 13 };
const ASCII_PUNCTUATION = /[!-/:-@[-`{-~]/;

/** Escapes of other dialects, with the reason why this one has none. */
const REFUSED: readonly (readonly [letters: RegExp, reason: string, hint: string])[] = [
  [
    /[bB]/,
    'word boundaries are not part of the language',
    'write the characters that may stand beside it, such as [^a-z]',
  ],
  [/[1-9k]/, 'back references are not part of the language', 'write the repeated part out'],
  [
    /[pP]/,
    'Unicode properties are not part of the language',
    'write a class with ranges, such as [a-z\\u{e0}-\\u{ff}]',
  ],
  [/[AzZG]/, 'this anchor is not part of the language', 'write ^ at the beginning or $ at the end'],
  [/[xuU]/, 'a character by its number is written \\u{hex}', 'write for example \\u{e9}'],
  [/[fv0aec]/, 'this control character is written by its number', 'write for example \\u{c}'],
];

/** Reads the escape at the reader's backslash. In a class, \D \W \S have no place. */
export function readEscape(reader: Reader, isInClass: boolean): ReadSet {
  const { pattern, at } = reader;
  const letter = pattern.charAt(at + 1);
  if (letter === '') fail(at, at + 1, 'the pattern ends with a lone "\\"', 'write \\\\ for the character itself');
  if (letter === 'u' && pattern.charAt(at + 2) === '{') return readCodePoint(reader);
  reader.at = at + 2;
  if (ASCII_PUNCTUATION.test(letter)) return single(letter.charCodeAt(0));
  const control = CONTROLS[letter];
  if (control !== undefined) return single(control);
  const named = CLASSES[letter];
  if (named !== undefined) return { set: named, code: null };
  const inverted = CLASSES[letter.toLowerCase()];
  if (inverted !== undefined && !isInClass) return { set: invert(inverted), code: null };
  const written = String.fromCodePoint(pattern.codePointAt(at + 1) ?? 0);
  const end = at + 1 + written.length;
  if (inverted !== undefined)
    fail(at, end, `"\\${letter}" cannot stand in a class`, `negate the class: [^\\${letter.toLowerCase()}]`);
  const refused = REFUSED.find(([letters]) => letters.test(letter));
  if (refused !== undefined) return fail(at, end, refused[1], refused[2]);
  return fail(at, end, `"\\${written}" has no meaning`, `write ${written} without the backslash`);
}

function single(code: number): ReadSet {
  return { set: [[code, code]], code };
}

const CODE_POINT = /\\u\{([0-9A-Fa-f]+)\}/y;

function readCodePoint(reader: Reader): ReadSet {
  const { pattern, at } = reader;
  CODE_POINT.lastIndex = at;
  const match = CODE_POINT.exec(pattern);
  if (match === null) return fail(at, at + 3, '"\\u{" wants hexadecimal digits and "}"', 'write for example \\u{e9}');
  const end = at + match[0].length;
  const code = Number.parseInt(match[1] ?? '', 16);
  if (code > MAX_CODE_POINT) fail(at, end, `${match[0]} is beyond the last character, \\u{10ffff}`);
  if (code >= 0xd800 && code <= 0xdfff)
    fail(at, end, `${match[0]} is half of a character`, "write the whole character's number, such as \\u{1f600}");
  reader.at = end;
  return single(code);
}
