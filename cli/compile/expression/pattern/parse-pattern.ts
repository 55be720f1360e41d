import { NOT_NEWLINE, toCodePoints } from './code-points.ts';
import type { Alternative, PatternFault, PatternNode } from './pattern-ast.ts';
import { readClass } from './read-class.ts';
import { readEscape } from './read-escape.ts';
import { createReader, fail, isFault, type Reader } from './reader.ts';

/** Nesting of groups; deeper ones cannot be told from an attack on the stack. */
const MAX_GROUP_DEPTH = 100;
const MAX_REPEAT = 100;

/**
 * Parses a `matches` pattern: exactly the syntax of the contract, everything else is a fault with its reason.
 * Only the first fault is found, as what follows it has no certain meaning.
 * @see contract 3, matches
 */
export function parsePattern(pattern: string): readonly Alternative[] | PatternFault {
  const reader = createReader(pattern);
  const alternatives: Alternative[] = [];
  try {
    do alternatives.push(readAlternative(reader));
    while (takeCharacter(reader, '|'));
    if (reader.at < pattern.length)
      fail(reader.at, reader.at + 1, '")" closes no group', 'write \\) for the character itself');
  } catch (fault) {
    if (isFault(fault)) return fault.fault;
    throw fault;
  }
  return mergeAlternatives(alternatives);
}

/** Alternatives with the same anchors become one, so that single characters among them are one set. */
function mergeAlternatives(alternatives: readonly Alternative[]): readonly Alternative[] {
  const bodies = new Map<string, PatternNode[]>();
  for (const { fromStart, toEnd, body } of alternatives) {
    const anchors = `${fromStart} ${toEnd}`;
    const known = bodies.get(anchors);
    if (known === undefined) bodies.set(anchors, [body]);
    else known.push(body);
  }
  return [...bodies].map(([anchors, parts]) => ({
    fromStart: anchors.startsWith('true'),
    toEnd: anchors.endsWith('true'),
    body: oneOf(parts),
  }));
}

function oneOf(parts: readonly PatternNode[]): PatternNode {
  const only = parts[0];
  return parts.length === 1 && only !== undefined ? only : choice(parts);
}

function takeCharacter(reader: Reader, character: string): boolean {
  if (reader.pattern.charAt(reader.at) !== character) return false;
  reader.at += 1;
  return true;
}

function readAlternative(reader: Reader): Alternative {
  const start = reader.at;
  const fromStart = takeCharacter(reader, '^');
  const body = readSequence(reader, 0);
  const toEnd = takeCharacter(reader, '$');
  const next = reader.pattern.charAt(reader.at);
  if (reader.at === start && next !== ')') {
    fail(
      start,
      start,
      reader.pattern === '' ? 'the pattern is empty' : 'an alternative is empty',
      'use (...)? for something optional',
    );
  }
  if (next !== '' && next !== '|' && next !== ')') {
    if (toEnd)
      fail(
        reader.at - 1,
        reader.at,
        '"$" stands only at the end of the pattern or of an alternative',
        'write \\$ for the character itself',
      );
    fail(reader.at, reader.at + 1, `"${next}" cannot stand here`);
  }
  return { fromStart, toEnd, body };
}

function readGroupChoice(reader: Reader, depth: number): PatternNode {
  const parts: PatternNode[] = [];
  do {
    const start = reader.at;
    const part = readSequence(reader, depth);
    if (reader.pattern.charAt(reader.at) === '$') {
      fail(
        reader.at,
        reader.at + 1,
        '"$" stands only at the end of the pattern or of a top-level alternative',
        'write \\$ for the character itself',
      );
    }
    if (reader.at === start)
      fail(start, start, 'a group or an alternative in it is empty', 'use (...)? for something optional');
    parts.push(part);
  } while (takeCharacter(reader, '|'));
  return oneOf(parts);
}

/** One of several, two at least; single characters become one set, which costs the automaton nothing. */
function choice(parts: readonly PatternNode[]): PatternNode {
  const sets = parts.flatMap((part) => (part.kind === 'set' ? part.set : []));
  const others = parts.filter((part) => part.kind !== 'set');
  if (others.length === parts.length) return { kind: 'choice', of: parts };
  const set: PatternNode = { kind: 'set', set: toCodePoints(sets) };
  return others.length === 0 ? set : { kind: 'choice', of: [set, ...others] };
}

function readSequence(reader: Reader, depth: number): PatternNode {
  const parts: PatternNode[] = [];
  for (;;) {
    const character = reader.pattern.charAt(reader.at);
    if (character === '' || character === '|' || character === ')' || character === '$') break;
    const start = reader.at;
    const part = readAtom(reader, depth);
    parts.push(readRepeat(reader, part, start));
  }
  const only = parts[0];
  return parts.length === 1 && only !== undefined ? only : { kind: 'sequence', of: parts };
}

function readAtom(reader: Reader, depth: number): PatternNode {
  const { pattern, at } = reader;
  const character = pattern.charAt(at);
  switch (character) {
    case '(':
      return readGroup(reader, depth);
    case '[':
      return { kind: 'set', set: readClass(reader) };
    case '.':
      reader.at += 1;
      return { kind: 'set', set: NOT_NEWLINE };
    case '\\':
      return { kind: 'set', set: readEscape(reader, false).set };
    case '^':
      return fail(
        at,
        at + 1,
        '"^" stands only at the beginning of the pattern or of a top-level alternative',
        'write \\^ for the character itself',
      );
    case '*':
    case '+':
    case '?':
      return fail(at, at + 1, `"${character}" has nothing to repeat`, `write \\${character} for the character itself`);
    case '{':
    case '}':
    case ']': {
      const what = character === '{' ? 'has nothing to repeat' : 'closes nothing';
      return fail(at, at + 1, `"${character}" ${what}`, `write \\${character} for the character itself`);
    }
    default: {
      const code = pattern.codePointAt(at) ?? 0;
      if (code >= 0xd800 && code <= 0xdfff) return fail(at, at + 1, 'an unpaired surrogate is no character');
      reader.at += code > 0xffff ? 2 : 1;
      return { kind: 'set', set: [[code, code]] };
    }
  }
}

const GROUP_KINDS: readonly (readonly [prefix: string, reason: string, hint: string])[] = [
  ['(?=', 'look-ahead is not part of the language', 'test it in a second condition with and'],
  ['(?!', 'negative look-ahead is not part of the language', 'test it in a second condition with and not'],
  ['(?<=', 'look-behind is not part of the language', 'test it in a second condition with and'],
  ['(?<!', 'negative look-behind is not part of the language', 'test it in a second condition with and not'],
  ['(?<', 'named groups are not part of the language', 'write (...)'],
  ['(?P', 'named groups are not part of the language', 'write (...)'],
  [
    '(?',
    'flags in a pattern are not part of the language',
    'for any case, write lower(x) matches with a pattern in lower case',
  ],
];

function readGroup(reader: Reader, depth: number): PatternNode {
  const open = reader.at;
  if (depth >= MAX_GROUP_DEPTH) fail(open, open + 1, `groups are nested more than ${MAX_GROUP_DEPTH} deep`);
  if (reader.pattern.startsWith('(?:', open)) reader.at += 3;
  else {
    const kind = GROUP_KINDS.find(([prefix]) => reader.pattern.startsWith(prefix, open));
    if (kind !== undefined) fail(open, open + kind[0].length, kind[1], kind[2]);
    reader.at += 1;
  }
  if (reader.pattern.charAt(reader.at) === '^') {
    fail(
      reader.at,
      reader.at + 1,
      '"^" stands only at the beginning of the pattern or of a top-level alternative',
      'write \\^ for the character itself',
    );
  }
  const inner = readGroupChoice(reader, depth + 1);
  if (!takeCharacter(reader, ')')) fail(open, open + 1, '"(" is not closed', 'write \\( for the character itself');
  return inner;
}

const COUNT = /\{(?:(\d+)(,?)(\d*))\}/y;

function readRepeat(reader: Reader, part: PatternNode, start: number): PatternNode {
  const { pattern, at } = reader;
  const bounds = readBounds(reader);
  if (bounds === null) return part;
  const next = pattern.charAt(reader.at);
  if (next === '?' || next === '+') {
    const what = next === '?' ? 'lazy repetition' : 'possessive repetition';
    fail(
      at,
      reader.at + 1,
      `${what} is not part of the language`,
      `leave out the "${next}": whether a text matches is the same`,
    );
  }
  if (next === '*' || next === '{') {
    fail(
      reader.at,
      reader.at + 1,
      `"${next}" cannot repeat a repetition`,
      `put ${pattern.slice(start, reader.at)} in parentheses`,
    );
  }
  return { kind: 'repeat', of: part, min: bounds[0], max: bounds[1] };
}

function readBounds(reader: Reader): readonly [min: number, max: number | null] | null {
  const { pattern, at } = reader;
  const character = pattern.charAt(at);
  if (character === '*' || character === '+' || character === '?') {
    reader.at += 1;
    return [character === '+' ? 1 : 0, character === '?' ? 1 : null];
  }
  if (character !== '{') return null;
  COUNT.lastIndex = at;
  const match = COUNT.exec(pattern);
  if (match === null) {
    return fail(
      at,
      at + 1,
      '"{" begins no repetition such as {2}, {2,} or {2,5}',
      'write \\{ for the character itself',
    );
  }
  reader.at = at + match[0].length;
  const min = Number(match[1]);
  const max = match[2] === '' ? min : match[3] === '' ? null : Number(match[3]);
  if (min > MAX_REPEAT || (max ?? 0) > MAX_REPEAT)
    fail(at, reader.at, `a part can be repeated ${MAX_REPEAT} times at most`);
  if (max !== null && max < min)
    fail(at, reader.at, `${match[0]} has its bounds the wrong way round`, `write {${max},${min}}`);
  return [min, max];
}
