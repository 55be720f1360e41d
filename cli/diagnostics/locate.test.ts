import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isMap, isScalar, parseDocument } from 'yaml';
import type { Place } from './diagnostic.ts';
import { createLocator } from './locate.ts';
import { mapScalar } from './scalar-map.ts';

/** The part of the text at a place, and where it begins. */
function at(text: string, place: Place): [string, string] {
  const { start, end } = createLocator(text).range(place);
  const offset = (line: number, column: number): number => {
    const lines = text.split('\n').slice(0, line - 1);
    return lines.reduce((sum, each) => sum + each.length + 1, 0) + column - 1;
  };
  return [`${start.line}:${start.column}`, text.slice(offset(start.line, start.column), offset(end.line, end.column))];
}

const flag = `type: boolean
environments:
  production:
    rules:
      - name: staff
        if: a == 1
        serve: on
      - { if: b == 2, serve: off }
    default:
    schedule:
      - at: "2026"
`;

test.each<[string, Place, [string, string]]>([
  ['a value', { path: ['type'] }, ['1:7', 'boolean']],
  ['a key', { path: ['environments', 'production'], on: 'key' }, ['3:3', 'production']],
  ['a value in a list of maps', { path: ['environments', 'production', 'rules', 0, 'serve'] }, ['7:16', 'on']],
  ['a value in a flow map', { path: ['environments', 'production', 'rules', 1, 'serve'] }, ['8:30', 'off']],
  ['a missing key: the parent map', { path: ['environments', 'production', 'unit'] }, ['3:3', 'production']],
  [
    'a missing key of a list item: its first key',
    { path: ['environments', 'production', 'rules', 0, 'x'] },
    ['5:9', 'name'],
  ],
  [
    'a missing key of a flow item: the item',
    { path: ['environments', 'production', 'rules', 1], on: 'key' },
    ['8:9', '{ if: b == 2, serve: off }'],
  ],
  ['a missing key of the document: its first key', { path: ['owner'] }, ['1:1', 'type']],
  ['an empty value: its key', { path: ['environments', 'production', 'default'] }, ['9:5', 'default']],
  ['offsets', { offsets: [6, 13] }, ['1:7', 'boolean']],
  ['a span in a plain scalar', { path: ['environments', 'production', 'rules', 0, 'if'], span: [5, 6] }, ['6:18', '1']],
  ['an empty span at the end', { path: ['environments', 'production', 'rules', 0, 'if'], span: [6, 6] }, ['6:19', '']],
  [
    'a block map as a value: up to its last character',
    { path: ['environments', 'production', 'schedule', 0] },
    ['11:9', 'at: "2026"'],
  ],
])('finds %s', (_, place, expected) => {
  expect(at(flag, place)).toEqual(expected);
  const crlf = at(flag.replaceAll('\n', '\r\n'), place);
  expect(crlf).toEqual(expected);
});

test.each<[string, string, string, string]>([
  ['plain', 'if: email == x', 'x', '1:14'],
  ['single quotes with a doubled one', `if: 'a == ''b'' and c'`, 'c', '1:21'],
  ['double quotes with escapes', 'if: "a == \\"b\\u0041\\x41\\U0001F600\\" and c"', 'c', '1:41'],
  ['plain over several lines', 'if: a == 1\n  and b\n  and c', 'c', '3:7'],
  ['plain with blank lines', 'if: a == 1\n\n\n  and c', 'c', '4:7'],
  ['double quotes over several lines', 'if: "a  \n   and \\\n   b and\n   c"', 'c', '4:4'],
  ['single quotes over several lines', `if: 'a\n\n   and c'`, 'c', '3:8'],
  ['a literal block', 'if: |\n  a\n    and b\n\n  and c\n', 'c', '5:7'],
  ['a literal block that strips', 'if: |-\n  a\n  and c\n', 'c', '3:7'],
  ['a literal block that keeps', 'if: |+\n  a\n  and c\n\n\n', 'c', '3:7'],
  ['a block with an indentation indicator', 'if: |2\n    a\n  and c\n', 'c', '3:7'],
  ['a block with a comment on its header', 'if: | # why\n\n  a and c\n', 'c', '3:9'],
  ['a folded block', 'if: >\n  a\n  and b\n  and c\n', 'c', '4:7'],
  ['a folded block that strips', 'if: >-\n  a\n  and c', 'c', '3:7'],
  ['a folded block with blank and indented lines', 'if: >\n  a\n\n  and b\n    or d\n\n  and c\n', 'c', '7:7'],
])('maps a span through %s, with LF and CRLF', (_, text, needle, expected) => {
  for (const source of [text, text.replaceAll('\n', '\r\n')]) {
    const decoded = parseDocument(source).get('if') as string;
    const index = decoded.lastIndexOf(needle);
    expect(at(source, { path: ['if'], span: [index, index + 1] })).toEqual([expected, needle]);
  }
});

const words = fc.array(
  fc.stringMatching(/^[a-z0-9"'=<>\\.é😀]{1,6}$/u).filter((word) => /^[a-z]/.test(word)),
  { minLength: 1, maxLength: 12 },
);

const styles: readonly [string, (list: readonly string[]) => string][] = [
  ['double', (list) => `k: ${JSON.stringify(list.join(' '))}`],
  [
    'double folded',
    (list) =>
      `k: ${list
        .map((word) => JSON.stringify(word).slice(1, -1))
        .join('\n   ')
        .replace(/^/, '"')}"`,
  ],
  ['single', (list) => `k: '${list.join(' ').replaceAll("'", "''")}'`],
  ['single folded', (list) => `k: '${list.map((word) => word.replaceAll("'", "''")).join('\n\n ')}'`],
  ['plain', (list) => `k: ${list.join(' ')}`],
  ['plain folded', (list) => `k: ${list.join('\n  ')}`],
  ['literal', (list) => `k: |\n  ${list.join('\n  ')}\n`],
  ['literal indented', (list) => `k: |-\n    ${list.join('\n      ')}\n`],
  ['folded', (list) => `k: >\n  ${list.join('\n  ')}\n`],
  [
    'folded with everything',
    (list) =>
      `k: >+\n  ${list
        .map((word, index) => ['', '\n  ', '  ', '\n\n    '][index % 4] + word)
        .join('\n  ')
        .trimStart()}\n\n`,
  ],
];

test.each(styles)('maps every unit of %s scalars to the character it came from', (_, write) => {
  fc.assert(
    fc.property(words, fc.boolean(), (list, isCrlf) => {
      const text = isCrlf ? write(list).replaceAll('\n', '\r\n') : write(list);
      const document = parseDocument(text, { keepSourceTokens: true });
      fc.pre(document.errors.length === 0 && isMap(document.contents));
      const node = isMap(document.contents) ? document.contents.items[0]?.value : null;
      fc.pre(isScalar(node) && typeof node.value === 'string' && node.srcToken !== undefined);
      if (!isScalar(node) || node.srcToken === undefined) return;
      const map = mapScalar(node.srcToken);
      expect(map?.text).toBe(node.value);
      for (let index = 0; index < (map?.text.length ?? 0); index += 1) {
        const piece = text.slice(map?.from[index], map?.to[index]);
        const unit = map?.text[index] ?? '';
        if (piece.length === 1) expect(piece).toBe(unit);
        else if (piece.startsWith('\\')) expect(JSON.parse(`"${piece}"`)).toContain(unit);
        else if (piece === "''") expect(unit).toBe("'");
        else expect(piece.trim() === '' && unit.trim() === '').toBe(true);
      }
    }),
    { numRuns: 60 },
  );
});

test.each<[string, string, readonly [number, number], string, string]>([
  ['double quotes', 'if: "a = \\"b\\""', [2, 3], '==', 'if: "a == \\"b\\""'],
  ['double quotes, escaping', 'if: "a == b"', [5, 6], '"b"', 'if: "a == \\"b\\""'],
  ['single quotes, doubling', "if: 'a == b'", [5, 6], "'b", "if: 'a == ''b'"],
  ['a plain scalar', 'if: a = 1', [2, 3], '==', 'if: a == 1'],
  [
    'a plain scalar in a flow map, which then needs quotes',
    'r: { if: a in b }',
    [5, 6],
    '["b"]',
    `r: { if: 'a in ["b"]' }`,
  ],
  ['a plain scalar that would become a map', 'if: a = b', [0, 9], 'a: b', "if: 'a: b'"],
  ['a literal block', 'if: |\n  a = 1\n', [2, 3], '==', 'if: |\n  a == 1\n'],
])('writes a fix inside %s', (_, text, span, replacement, expected) => {
  const path = text.startsWith('r:') ? ['r', 'if'] : ['if'];
  const decoded = parseDocument(text).getIn(path) as string;
  const inside: readonly [number, number] = [span[0], Math.min(span[1], decoded.length)];
  const finding = { code: 'X', file: 'f', place: { path, span: inside }, args: {}, fix: { text: replacement } };
  const edit = createLocator(text).edit(finding);
  expect(edit && text.slice(0, edit.start) + edit.text + text.slice(edit.end)).toBe(expected);
});

test.each([
  ['v: onn', 'v: on'],
  ['v: "onn"', 'v: "on"'],
  ["v: 'onn'", "v: 'on'"],
  ['v: true', 'v: on'],
])('replaces a whole scalar in the quotes that it has: %s', (text, expected) => {
  const edit = createLocator(text).edit({
    code: 'X',
    file: 'f',
    place: { path: ['v'] },
    args: {},
    fix: { text: 'on' },
  });
  expect(edit && text.slice(0, edit.start) + edit.text + text.slice(edit.end)).toBe(expected);
});

test('quotes a replacement that would be something else when plain', () => {
  const edit = createLocator('v: 1').edit({
    code: 'X',
    file: 'f',
    place: { path: ['v'] },
    args: {},
    fix: { text: '007' },
  });
  expect(edit?.text).toBe('"007"');
});

test('offers no edit where the place does not exist', () => {
  const finding = { code: 'X', file: 'f', place: { path: ['gone'] }, args: {}, fix: { text: 'on' } };
  expect(createLocator('v: 1').edit(finding)).toBeNull();
});

test.each(['[', '{'])('finds the start of the file where nesting defeats the parser: %s', (open) => {
  const range = createLocator(open.repeat(60_000)).range({ path: ['a'] });
  expect(range.start.line).toBe(1);
});
