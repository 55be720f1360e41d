/** Files as people write them, with comments everywhere: `fmt` loses none, and moves them with what they are about. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { formatYaml } from './format-yaml.ts';

const KEYS = ['description', 'type', 'owner', 'kind', 'off', 'environments', 'variants', 'schema', 'zz', 'aa'];
const INNER = ['enabled', 'default', 'rules', 'targets', 'schedule', 'name', 'if', 'serve', 'x'];

interface Draft {
  readonly key: string;
  readonly blanks: number;
  readonly comments: number;
  readonly isCommented: boolean;
  readonly value: Value;
}

type Value =
  | { readonly kind: 'plain' | 'flow' | 'empty' }
  | { readonly kind: 'block'; readonly header: string; readonly blanks: number }
  | { readonly kind: 'map'; readonly step: number; readonly entries: readonly Draft[] }
  | { readonly kind: 'list'; readonly step: number; readonly items: readonly (readonly Draft[])[] };

const draft = (keys: readonly string[], depth: number): fc.Arbitrary<readonly Draft[]> => {
  const leaf: fc.Arbitrary<Value> = fc.oneof(
    fc.record({ kind: fc.constantFrom('plain' as const, 'flow' as const, 'empty' as const) }),
    fc.record({
      kind: fc.constant('block' as const),
      header: fc.constantFrom('|', '>', '|-', '>-', '|+'),
      blanks: fc.nat(2),
    }),
  );
  const inner = depth === 0 ? null : draft(INNER, depth - 1);
  const value: fc.Arbitrary<Value> =
    inner === null
      ? leaf
      : fc.oneof(
          leaf,
          fc.record({ kind: fc.constant('map' as const), step: fc.constantFrom(2, 3, 4), entries: inner }),
          fc.record({
            kind: fc.constant('list' as const),
            step: fc.constantFrom(0, 2, 4),
            items: fc.array(inner, { minLength: 1, maxLength: 2 }),
          }),
        );
  return fc.uniqueArray(fc.constantFrom(...keys), { minLength: 1, maxLength: 4 }).chain((chosen) =>
    fc.tuple(
      ...chosen.map((key) =>
        fc.record({
          key: fc.constant(key),
          blanks: fc.nat(2),
          comments: fc.nat(2),
          isCommented: fc.boolean(),
          value,
        }),
      ),
    ),
  );
};

/** The text of a file. Each comment says the place that it is about: the key's path, or `end` of its line. */
function write(entries: readonly Draft[], indent: number, path: string, isFirstInItem = false): string[] {
  const pad = ' '.repeat(indent);
  return entries.flatMap(({ key, blanks, comments, isCommented, value }, index) => {
    const place = `${path}/${key}`;
    const isBehindDash = isFirstInItem && index === 0;
    const before = isBehindDash
      ? []
      : [
          ...Array.from({ length: blanks }, () => ''),
          ...Array.from({ length: comments }, (_, nth) => `${pad}# ${place} ${nth}`),
        ];
    const tail = isCommented ? ` # ${place} line` : '';
    const [first = '', ...below] = writeValue(value, indent, place);
    return [...before, `${pad}${key}:${first}${tail}`, ...below];
  });
}

/** The rest of the line of a key, and the lines below it. */
function writeValue(value: Value, indent: number, place: string): string[] {
  const pad = ' '.repeat(indent);
  switch (value.kind) {
    case 'plain':
      return ['  x '];
    case 'flow':
      return [' {a: 1,b: [x,y]}'];
    case 'empty':
      return [''];
    case 'block': {
      const blanks = Array.from({ length: value.blanks }, () => '');
      return [` ${value.header}`, `${pad}   two`, '', `${pad}   lines # no comment`, ...blanks];
    }
    case 'map':
      return ['', ...write(value.entries, indent + value.step, place)];
    case 'list': {
      const column = indent + value.step;
      const items = value.items.flatMap((item, nth) => {
        const [first = '', ...rest] = write(item, column + 2, `${place}/${nth}`, true);
        return [`${' '.repeat(column)}- ${first.trimStart()}`, ...rest];
      });
      return ['', ...items];
    }
  }
}

const commentLines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('# '))
    .sort();

/** The comments right above each key, by what they say. */
function aboveKeys(text: string): Map<string, string> {
  const found = new Map<string, string>();
  const lines = text.split('\n').map((line) => line.trim());
  for (const [index, line] of lines.entries()) {
    const place = /^# (\S+) \d$/.exec(line)?.[1];
    if (place === undefined) continue;
    const next = lines.slice(index).find((candidate) => !candidate.startsWith('#')) ?? '';
    found.set(line, /^(?:- )?([a-z]+):/.exec(next)?.[1] ?? '');
  }
  return found;
}

test('comments stay with the keys that they are about, none is lost, and twice is once', () => {
  fc.assert(
    fc.property(draft(KEYS, 2), fc.boolean(), (entries, hasHeading) => {
      const heading = hasHeading ? ['# about the file', '# in two lines', ''] : ['# yaml-language-server: $schema=x'];
      const text = `${[...heading, ...write(entries, 0, '')].join('\n')}\n`;
      fc.pre(parseDocument(text).errors.length === 0);
      const formatted = formatYaml(text, 'flag');
      if ('problem' in formatted) throw new Error(formatted.problem);
      expect(commentLines(formatted.text)).toEqual(commentLines(text));
      for (const [comment, key] of aboveKeys(formatted.text))
        expect(`${comment} is above ${key}`).toBe(`${comment} is above ${comment.replace(/^.*\/| \d$/g, '')}`);
      expect(formatted.text.split('\n')[0]).toBe(heading[0]);
      expect(formatYaml(formatted.text, 'flag')).toEqual(formatted);
    }),
    { numRuns: 300 },
  );
});
