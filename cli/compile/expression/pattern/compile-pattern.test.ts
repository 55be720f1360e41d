import { type Automaton, prepareAutomaton, searchAutomaton } from '@flagforge/sdk/engine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compilePattern } from './compile-pattern.ts';

function automatonOf(pattern: string): Automaton {
  const result = compilePattern(pattern);
  if (!('automaton' in result)) throw new Error(`${pattern}: ${JSON.stringify(result)}`);
  return result.automaton;
}

function finds(pattern: string, text: string): boolean {
  const prepared = prepareAutomaton(automatonOf(pattern));
  if (prepared === null) throw new Error(`${pattern}: the engine refuses its automaton`);
  return searchAutomaton(prepared, text);
}

/** Where a part of a pattern may end, given where it may begin: positions in a text of code points. */
type Reach = (text: readonly string[], from: ReadonlySet<number>) => ReadonlySet<number>;

/**
 * A part of a random pattern, in this language and as what it reaches. The oracle follows sets of positions, so no
 * pattern makes it slow: a host's regular expression backtracks, and some of these kept it busy for hours.
 */
interface Part {
  readonly source: string;
  readonly reach: Reach;
}

/** One character, as the host's class for it has it. */
function character(source: string, hosts: string): Part {
  const one = new RegExp(`^${hosts}$`, 'u');
  return {
    source,
    reach: (text, from) => new Set([...from].filter((at) => one.test(text[at] ?? '')).map((at) => at + 1)),
  };
}

const atom = fc.constantFrom(
  character('a', 'a'),
  character('b', 'b'),
  character('c', 'c'),
  character('.', '[^\\n]'),
  character('\\d', '[0-9]'),
  character('\\w', '[A-Za-z0-9_]'),
  character('\\s', '[ \\t\\n\\r\\f\\v]'),
  character('\\D', '[^0-9]'),
  character('\\W', '[^A-Za-z0-9_]'),
  character('\\S', '[^ \\t\\n\\r\\f\\v]'),
  character('[ab]', '[ab]'),
  character('[^a]', '[^a]'),
  character('[a-c]', '[a-c]'),
  character('[^b-c\\n]', '[^b-c\\n]'),
  character('[-a]', '[\\-a]'),
  character('[\\d-]', '[0-9\\-]'),
  character('\\u{1f600}', '\\u{1f600}'),
  character('😀', '😀'),
  character('é', 'é'),
  character('\\-', '-'),
  character('\\.', '\\.'),
  character('\\!', '!'),
  character('\\n', '\\n'),
  character('[.$^*]', '[.$^*]'),
);

const repeats = fc.constantFrom<readonly [source: string, least: number, most: number]>(
  ['', 1, 1],
  ['', 1, 1],
  ['', 1, 1],
  ['*', 0, Number.POSITIVE_INFINITY],
  ['+', 1, Number.POSITIVE_INFINITY],
  ['?', 0, 1],
  ['{0}', 0, 0],
  ['{2}', 2, 2],
  ['{1,}', 1, Number.POSITIVE_INFINITY],
  ['{0,2}', 0, 2],
);

function repeated({ source, reach }: Part, [suffix, least, most]: readonly [string, number, number]): Part {
  return {
    source: source + suffix,
    reach: (text, from) => {
      let at = from;
      for (let i = 0; i < least; i += 1) at = reach(text, at);
      for (let i = least; i < most; i += 1) {
        const wider = new Set([...at, ...reach(text, at)]);
        if (wider.size === at.size) break;
        at = wider;
      }
      return at;
    },
  };
}

const { body } = fc.letrec<{ body: Part; part: Part; sequence: Part; choice: Part }>((tie) => ({
  part: fc.oneof(
    { maxDepth: 2, depthIdentifier: 'group' },
    atom,
    tie('choice').map(({ source, reach }): Part => ({ source: `(${source})`, reach })),
  ),
  sequence: fc
    .array(
      fc.tuple(tie('part'), repeats).map(([part, repeat]) => repeated(part, repeat)),
      { minLength: 1, maxLength: 3 },
    )
    .map(
      (parts): Part => ({
        source: parts.map((part) => part.source).join(''),
        reach: (text, from) => parts.reduce((at, part) => part.reach(text, at), from),
      }),
    ),
  choice: fc.array(tie('sequence'), { minLength: 1, maxLength: 2 }).map(
    (parts): Part => ({
      source: parts.map((part) => part.source).join('|'),
      reach: (text, from) => new Set(parts.flatMap((part) => [...part.reach(text, from)])),
    }),
  ),
  body: tie('choice'),
}));

/** A whole pattern, and whether a text holds what it describes. */
const pattern = fc
  .array(fc.tuple(fc.constantFrom('', '^'), body, fc.constantFrom('', '$')), { minLength: 1, maxLength: 2 })
  .map((alternatives) => ({
    // An anchor binds to one alternative only, so a body of two is a group.
    source: alternatives
      .map(([begin, { source }, end]) => `${begin}${source.includes('|') ? `(${source})` : source}${end}`)
      .join('|'),
    describes: (text: string): boolean => {
      const points = [...text];
      const anywhere = new Set(Array.from({ length: points.length + 1 }, (_, at) => at));
      return alternatives.some(([begin, { reach }, end]) => {
        const ends = reach(points, begin === '^' ? new Set([0]) : anywhere);
        return end === '$' ? ends.has(points.length) : ends.size > 0;
      });
    },
  }));

const text = fc.string({
  unit: fc.constantFrom('a', 'b', 'c', '1', '_', '-', ' ', '\n', 'é', '😀', '.', '!'),
  maxLength: 6,
});

describe('a compiled pattern', () => {
  test('finds exactly what the pattern describes', () => {
    fc.assert(
      fc.property(pattern, fc.array(text, { minLength: 4, maxLength: 8 }), ({ source, describes }, texts) => {
        const result = compilePattern(source);
        if (!('automaton' in result)) {
          expect(result).toHaveProperty('tooComplex');
          return;
        }
        const prepared = prepareAutomaton(result.automaton);
        if (prepared === null) throw new Error('the engine refuses it');
        const found = texts.map((each) => [each, searchAutomaton(prepared, each)]);
        expect([source, found]).toEqual([source, texts.map((each) => [each, describes(each)])]);
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([
    ['abc', ['abc', 'xxabcx'], ['ab', '', 'ABC']],
    ['^abc', ['abc', 'abcx'], ['xabc', '\nabc']],
    ['abc$', ['abc', 'xabc'], ['abcx', 'abc\n']],
    ['^a|b$', ['ax', 'xb'], ['xa', 'bx']],
    ['^$', [''], ['a', '\n']],
    ['^', ['', 'a'], []],
    ['$', ['', 'a'], []],
    ['a|^b$|c', ['b', 'xa', 'cx'], ['bb', '']],
    ['^.$', ['a', 'é', '😀', '\r', '\u2028'], ['\n', '', 'ab']],
    ['^\\s$', [' ', '\t', '\n', '\r', '\f', '\v'], ['\u00a0', '\u2003', '\ufeff']],
    ['^\\w$', ['a', 'Z', '0', '_'], ['é', '-', 'ı']],
    ['^\\d$', ['0', '9'], ['٣']],
    ['^[\\w.-]+$', ['a.b-c'], ['a b']],
    ['^[a\\]\\[\\\\]+$', ['a][\\'], ['b']],
    ['^[a^]+$', ['a^'], ['b']],
    ['^[-a]+$', ['a-'], ['b']],
    ['^[a-]+$', ['a-'], ['b']],
    ['^[^-a]$', ['b'], ['a', '-']],
    ['^\\u{41}\\u{1F600}$', ['A😀'], ['a😀']],
    ['^(?:ab)+$', ['abab'], ['aba']],
    ['^a{0}b$', ['b'], ['ab']],
    ['^a{2,}$', ['aa', 'aaaaa'], ['a']],
    ['^a{100}$', ['a'.repeat(100)], ['a'.repeat(99), 'a'.repeat(101)]],
    ['^(a*)*$', ['', 'aaa'], ['b']],
    ['\\!\\"\\#\\/\\_\\~', ['!"#/_~'], ['!']],
    ['^/-"\'#&,:;<=>@_`~%!$', ['/-"\'#&,:;<=>@_`~%!'], []],
    ['\\t\\n\\r', ['\t\n\r'], ['tnr']],
    ['[^\\u{0}-\\u{10ffff}]', [], ['', 'a', '\u0000']],
  ])('%j finds %j and not %j', (source, found, missed) => {
    for (const each of found) expect([each, finds(source, each)]).toEqual([each, true]);
    for (const each of missed) expect([each, finds(source, each)]).toEqual([each, false]);
  });

  test('reads a lone surrogate as U+FFFD, and so never depends on one', () => {
    expect(finds('^\ufffd$', '\ud800')).toBe(true);
    expect(finds('^[^\\u{fffd}]$', '\udc00')).toBe(false);
    expect(automatonOf('[\\u{d7ff}\\u{e000}]').classCount).toBe(2);
    expect(automatonOf('^[\\u{0}-\\u{d7ff}\\u{e000}-\\u{10ffff}]').classCount).toBe(1);
  });

  test.each([
    ['a|b|c', '[abc]'],
    ['aa*', 'a+'],
    ['(?:a)', '(a)'],
    ['^(a|b)*$', '^[ab]*$'],
    ['a|ab', 'a'],
    ['^a{1,3}', '^a'],
    ['.*a.*', 'a'],
    ['\\d', '[0-9]'],
    ['[^\\w]', '\\W'],
    ['^x|^y', '^[xy]'],
  ])('%j and %j, which find the same, are the same bytes', (left, right) => {
    expect(JSON.stringify(automatonOf(left))).toBe(JSON.stringify(automatonOf(right)));
  });

  test('numbers states from the start and classes from code point 0', () => {
    expect(automatonOf('^ab$')).toEqual({
      bounds: [0, 97, 98, 99],
      classes: [0, 1, 2, 0],
      classCount: 3,
      next: [-1, 1, -1, -1, -1, 2, -1, -1, -1],
      found: [],
      atEnd: [2],
    });
    expect(automatonOf('b')).toEqual({
      bounds: [0, 98, 99],
      classes: [0, 1, 0],
      classCount: 2,
      next: [0, 1, 1, 1],
      found: [1],
      atEnd: [],
    });
  });
});

describe('limits', () => {
  const wide = Array.from({ length: 1_000 }, (_, index) => String.fromCodePoint(0x4e00 + index));

  test('takes 256 states and refuses 257', () => {
    expect(automatonOf(`^${'a'.repeat(85)}(${'b'.repeat(85)}${'c'.repeat(85)})$`).next.length / 4).toBe(256);
    expect(compilePattern(`^${'a'.repeat(86)}(${'b'.repeat(85)}${'c'.repeat(85)})$`)).toEqual({ tooComplex: 'states' });
  });

  test('takes 32 classes and refuses 33', () => {
    const letters = 'abcdefghijklmnopqrstuvwxyz01234567';
    expect(automatonOf(letters.slice(0, 31)).classCount).toBe(32);
    expect(compilePattern(letters.slice(0, 32))).toEqual({ tooComplex: 'classes' });
  });

  test('counts classes after minimisation, so many characters in one place cost nothing', () => {
    const many = wide.filter((_, index) => index % 2 === 0);
    expect(automatonOf(many.join('|')).classCount).toBe(2);
    expect(automatonOf(`[${many.join('')}]`).classCount).toBe(2);
  });

  test.each([
    ['repetitions that multiply', '((a{100}){100}){100}'],
    ['nine levels of them', `${'('.repeat(9)}a${'{100})'.repeat(9)}`],
    ['a distance from the end', '.*a.{20}b'],
    ['alternatives before a distance', '(a|b)*a(a|b){30}$'],
    ['many optional parts', 'x(a?b?c?d?){90}$'],
    ['ranges in ranges', '(.{0,50}x){0,50}y'],
    ['overlapping optional parts', '^(.?.?.?.?.?.?a){60}$'],
    ['a thousand classes', wide.map((character) => `[^${character}]`).join('')],
    [
      'three hundred branches',
      wide
        .slice(0, 300)
        .map((character) => `${character}.*x`)
        .join('|'),
    ],
  ])('refuses %s early', (_name, hostile) => {
    const started = performance.now();
    expect(compilePattern(hostile)).toHaveProperty('tooComplex');
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  test('stays quick on any pattern, and never throws', () => {
    const piece = fc.constantFrom(
      'a',
      'b',
      '.',
      '(',
      ')',
      '|',
      '*',
      '+',
      '?',
      '{',
      '}',
      '[',
      ']',
      '^',
      '$',
      '\\',
      '-',
      ',',
      '1',
      '0',
      'd',
      'u',
      '😀',
      '\ud800',
      '.{9}',
      '(a|b)',
      '{100}',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const started = performance.now();
        const result = compilePattern(pieces.join(''));
        expect(performance.now() - started).toBeLessThan(1_000);
        if ('automaton' in result) expect(prepareAutomaton(result.automaton)).not.toBeNull();
      }),
      { numRuns: 600 },
    );
  });
});

test.each([
  ['', 0, 0, 'empty'],
  ['a||b', 2, 2, 'empty'],
  ['|a', 0, 0, 'empty'],
  ['a|', 2, 2, 'empty'],
  ['()', 1, 1, 'empty'],
  ['(a|)', 3, 3, 'empty'],
  ['(^a)', 1, 2, '"^" stands only'],
  ['(a$)', 2, 3, '"$" stands only'],
  ['a^', 1, 2, '"^" stands only'],
  ['^^a', 1, 2, '"^" stands only'],
  ['a$b', 1, 2, '"$" stands only'],
  ['a$$', 1, 2, '"$" stands only'],
  ['^*', 1, 2, 'nothing to repeat'],
  ['a|*', 2, 3, 'nothing to repeat'],
  ['a*?', 1, 3, 'lazy'],
  ['a{2}?', 1, 5, 'lazy'],
  ['a++', 1, 3, 'possessive'],
  ['a**', 2, 3, 'cannot repeat a repetition'],
  ['a{2}{3}', 4, 5, 'cannot repeat a repetition'],
  ['{2}', 0, 1, 'nothing to repeat'],
  ['a{', 1, 2, 'begins no repetition'],
  ['a{,3}', 1, 2, 'begins no repetition'],
  ['a{1, 2}', 1, 2, 'begins no repetition'],
  ['a{101}', 1, 6, '100 times'],
  ['a{1,101}', 1, 8, '100 times'],
  ['a{101,}', 1, 7, '100 times'],
  ['a{3,2}', 1, 6, 'wrong way round'],
  ['a}', 1, 2, 'closes nothing'],
  ['a]', 1, 2, 'closes nothing'],
  ['a)', 1, 2, 'closes no group'],
  [')', 0, 1, 'closes no group'],
  ['(a', 0, 1, 'not closed'],
  ['[a', 0, 1, 'not closed'],
  ['[]', 0, 2, 'at least one'],
  ['[^]', 0, 3, 'at least one'],
  ['[]a]', 0, 2, 'at least one'],
  ['[z-a]', 1, 4, 'wrong way round'],
  ['[a-b-c]', 4, 5, '"-" in a class'],
  ['[\\d-x]', 1, 5, 'no range'],
  ['[a-\\d]', 1, 5, 'no range'],
  ['[[:alpha:]]', 1, 2, 'named classes'],
  ['[a[b]', 2, 3, 'must be escaped'],
  ['[\\D]', 1, 3, 'cannot stand in a class'],
  ['\\', 0, 1, 'lone'],
  ['\\q', 0, 2, 'no meaning'],
  ['\\é', 0, 2, 'no meaning'],
  ['\\b', 0, 2, 'word boundaries'],
  ['\\B', 0, 2, 'word boundaries'],
  ['(a)\\1', 3, 5, 'back references'],
  ['\\p{L}', 0, 2, 'Unicode properties'],
  ['\\A', 0, 2, 'anchor'],
  ['\\x41', 0, 2, 'written \\u{hex}'],
  ['\\u0041', 0, 2, 'written \\u{hex}'],
  ['\\u{}', 0, 3, 'hexadecimal'],
  ['\\u{110000}', 0, 10, 'beyond the last'],
  ['\\u{d800}', 0, 8, 'half of a character'],
  ['\\0', 0, 2, 'by its number'],
  ['\\f', 0, 2, 'by its number'],
  ['(?=a)', 0, 3, 'look-ahead'],
  ['(?!a)', 0, 3, 'look-ahead'],
  ['(?<=a)', 0, 4, 'look-behind'],
  ['(?<n>a)', 0, 3, 'named groups'],
  ['(?i)a', 0, 2, 'flags'],
  ['\ud800', 0, 1, 'surrogate'],
])('rejects %j at %i-%i: %s', (source, start, end, reason) => {
  const result = compilePattern(source);
  expect(result).toMatchObject({ fault: { start, end, reason: expect.stringContaining(reason) } });
});
