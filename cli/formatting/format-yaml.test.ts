import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { roleOf } from '../compile/index.ts';
import { formatYaml } from './format-yaml.ts';
import { isSameMeaning } from './same-meaning.ts';

const format = (text: string, kind: Parameters<typeof formatYaml>[1] = 'flag'): string => {
  const formatted = formatYaml(text, kind);
  if ('problem' in formatted) throw new Error(formatted.problem);
  return formatted.text;
};

describe('formats', () => {
  test.each<[name: string, before: string, after: string]>([
    ['the usual order of keys', 'type: boolean\ndescription: x\n', 'description: x\ntype: boolean\n'],
    ['unknown keys last, in their order', 'zz: 1\naa: 2\ntype: json\n', 'type: json\nzz: 1\naa: 2\n'],
    ['flow maps and lists', 'tags: [ web,ios ]\noff:   a\n', 'tags: [web, ios]\noff: a\n'],
    [
      'the keys of flow maps',
      'environments: {a: {default: on,enabled: true}}\n',
      'environments: { a: { enabled: true, default: on } }\n',
    ],
    ['empty collections', 'tags: [ ]\nschema: { }\n', 'tags: []\nschema: {}\n'],
    [
      'indentation',
      'environments:\n    a:\n          enabled: true\n          rules:\n          - name: x\n            serve: on\n',
      'environments:\n  a:\n    enabled: true\n    rules:\n      - name: x\n        serve: on\n',
    ],
    ['blank lines, one at most', '\n\ndescription: x\n\n\n\ntype: json\n\n\n', 'description: x\n\ntype: json\n'],
    [
      'comments that go with their keys',
      '# top\n\n# about type\ntype: json # t\n# about x\ndescription: x\n',
      '# top\n\n# about x\ndescription: x\n# about type\ntype: json # t\n',
    ],
    [
      'a modeline that stays on top',
      '# yaml-language-server: $schema=x\ntype: json\ndescription: x\n',
      '# yaml-language-server: $schema=x\ndescription: x\ntype: json\n',
    ],
    [
      'comments after the last entry of a block',
      'environments:\n    a:\n        enabled: true\n        # in a\n    # in environments\n# outside\nkilled: true\n',
      '# outside\nkilled: true\nenvironments:\n  a:\n    enabled: true\n    # in a\n  # in environments\n',
    ],
    [
      'the comment that begins a file, which stays',
      '# about the file\n# in two lines\ntype: json\n# about x\ndescription: x\n',
      '# about the file\n# in two lines\n\n# about x\ndescription: x\ntype: json\n',
    ],
    [
      'comments above the first key of a map, which move with it',
      'environments:\n  a:\n    # why\n    default: on\n    enabled: true\n',
      'environments:\n  a:\n    enabled: true\n    # why\n    default: on\n',
    ],
    [
      'comments behind a list whose dashes stand below their key',
      'environments:\n  a:\n    rules:\n    - name: x\n    # about enabled\n    enabled: true\n',
      'environments:\n  a:\n    # about enabled\n    enabled: true\n    rules:\n      - name: x\n',
    ],
    [
      'comments above the key after one without a value',
      'schema:\n# about description\ndescription: x\n',
      '# about description\ndescription: x\nschema:\n',
    ],
    ['spaces before a comment at the end of a line', 'type: json     # why\n', 'type: json # why\n'],
    ['a comment on the line of a key', 'environments:    # who\n   a: {}\n', 'environments: # who\n  a: {}\n'],
    [
      'a comment between a key and its value',
      'environments:\n   # who\n   a: {}\n',
      'environments:\n  # who\n  a: {}\n',
    ],
    [
      'block scalars',
      'description: |\n       two\n         lines\n\ntype: json\n',
      'description: |\n  two\n    lines\n\ntype: json\n',
    ],
    [
      'block scalars that say their indentation',
      'description: |4\n      deep\ntype: json\n',
      'description: |2\n    deep\ntype: json\n',
    ],
    [
      'folded conditions in rules',
      'environments:\n  a:\n    rules:\n    - if: >-\n        a == 1\n        and b == 2\n      serve: on\n',
      'environments:\n  a:\n    rules:\n      - if: >-\n          a == 1\n          and b == 2\n        serve: on\n',
    ],
    [
      'plain text over several lines',
      'description: one\n      two\ntype: json\n',
      'description: one\n  two\ntype: json\n',
    ],
    [
      'collections over several lines, as they are',
      'tags: [\n      a, # first\n      b\n    ]\n',
      'tags: [\n    a, # first\n    b\n  ]\n',
    ],
    [
      'texts that keep their blank lines, wherever they go',
      'type: json\ndescription: |+\n  x\n\n\n',
      'description: |+\n  x\n\n\ntype: json\n',
    ],
    ['CRLF, which stays', 'type: json\r\ndescription: x\r\n', 'description: x\r\ntype: json\r\n'],
  ])('%s', (_, before, after) => {
    expect(format(before)).toBe(after);
    expect(format(after)).toBe(after);
  });

  test('moves the comment of a list of units with it', () => {
    const rest = 'includeFile: beta.txt\n# Left; the export still has them.\nexclude: [u-1187]\n';
    expect(
      format(`description: x\n# The export of Monday.\n${rest.replace('\n', '\ninclude: [u-73]\n')}`, 'segment'),
    ).toBe(`description: x\ninclude: [u-73]\n# The export of Monday.\n${rest}`);
  });

  test('leaves alone what has a meaning: numbers as written, quotes, the order of variants and rollouts', () => {
    const text =
      "type: number\nvariants: { b: 1e6, a: 0x10, big: 12345678901234567890, s: 'on' }\noff: b\nenvironments:\n  z: { default: { rollout: { b: 1.50, a: 98.5 } } }\n  a: {}\n";
    expect(format(text)).toBe(text);
  });
});

test.each(['? a\n: b\n', '--- \na: 1\n--- \nb: 2\n', 'a: &x 1\n', ': 1\n'])(
  'leaves %j as it is, with the reason',
  (text) => {
    expect(formatYaml(text, 'flag')).toHaveProperty('problem');
  },
);

test('every file of the example is formatted once and for all', () => {
  const root = fileURLToPath(new URL('../../flags', import.meta.url));
  const paths = (readdirSync(root, { recursive: true }) as string[]).filter((path) => path.endsWith('.yaml'));
  expect(paths.length).toBeGreaterThan(25);
  for (const path of paths) {
    const { kind } = roleOf(path.replaceAll('\\', '/'));
    const once = format(readFileSync(join(root, path), 'utf8'), kind);
    expect(format(once, kind), path).toBe(once);
  }
});

const value = fc.letrec((tie) => ({
  scalar: fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.constantFrom('on', '# no', 'a: b', '- x', "it's", '"q"', ' x ', 'two\nlines\n', 'end\n\n', '', 'null', '0x1'),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
  ),
  map: fc.dictionary(
    fc.oneof(fc.string({ minLength: 1, maxLength: 6 }), fc.constantFrom('type', 'rules', 'if')),
    tie('any'),
    { maxKeys: 4 },
  ),
  any: fc.oneof({ maxDepth: 3 }, tie('scalar'), tie('map'), fc.array(tie('any'), { maxLength: 3 })),
})).map;

test('whatever the yaml package writes keeps its meaning, and is formatted once and for all', () => {
  fc.assert(
    fc.property(
      value,
      fc.constantFrom('any', 'block', 'flow'),
      fc.constantFrom(2, 4),
      fc.boolean(),
      (data, style, indent, indentSeq) => {
        const text = stringify(
          { description: 'x', ...(data as object) },
          { collectionStyle: style as 'any', indent, indentSeq },
        );
        const formatted = formatYaml(text, 'flag');
        if ('problem' in formatted) return;
        expect(isSameMeaning(text, formatted.text, 'flag')).toBe(true);
        expect(format(formatted.text)).toBe(formatted.text);
      },
    ),
    { numRuns: 150 },
  );
});
