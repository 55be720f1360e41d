/**
 * Damaged files: whatever happens to a project's files, the compiler answers, soon, with findings that lie in the
 * file; and what `--fix` mends is better afterwards and never says something else.
 */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CODES } from '../diagnostics/codes.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { applyFixes } from './fix.ts';
import { type CompileResult, compileProject, type SourceFile } from './index.ts';

const FOLDER = new URL('../fixtures/clean/whole-surface/', import.meta.url);
const NAMES = [
  'flagforge.yaml',
  'limits.yaml',
  'new-api.yaml',
  'new-checkout.yaml',
  'old-theme.yaml',
  'one-click.yaml',
  'segments/contractors.yaml',
  'segments/partners.yaml',
];
const PROJECT: readonly SourceFile[] = NAMES.map((path) => ({
  path,
  text: readFileSync(new URL(path, FOLDER), 'utf8'),
}));

const NOW = Date.UTC(2026, 5, 1);
const MAX_CPU_MS = 1_000;

const compile = (files: readonly SourceFile[]): CompileResult => compileProject(files, { now: NOW });

const withFile = (path: string, text: string): SourceFile[] =>
  PROJECT.map((file) => (file.path === path ? { path, text } : file));

type Mutation = (text: string, at: number, seed: number) => string;

const lineAt = (text: string, at: number): [start: number, end: number] => {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const end = text.indexOf('\n', at);
  return [start, end < 0 ? text.length : end + 1];
};

// biome-ignore format: one token after another
const SNIPPETS = [
  '\t', '\0', '\r', '\u2028', '\ud83d', '\ufeff', '"', "'", '`', '[', ']', '{', '}', ': ', ' #', '- ', '? ', '& ', '*a',
  '!x ', '---\n', '...\n', '%YAML 1.1\n', '<<: ', '__proto__: 1\n', '|\n', '>-\n', '\\', '10%', '.inf', '0x1F', '~',
  '日本', '(', ')', ' and ', ' not ', 'semver "', 'matches "(a{100}){100}"', '1e999', '99999999999999999999',
];

/** Each damages a text at an offset; `seed` chooses among kinds of the same damage. */
const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'a flipped byte': (text, at, seed) => {
    const bytes = Buffer.from(text);
    const index = at % bytes.length;
    bytes[index] = (bytes[index] ?? 0) ^ (1 << (seed % 8));
    return bytes.toString('utf8');
  },
  'a cut': (text, at) => text.slice(0, at),
  'a piece missing': (text, at, seed) => text.slice(0, at) + text.slice(at + (seed % 40)),
  'a snippet': (text, at, seed) => text.slice(0, at) + SNIPPETS[seed % SNIPPETS.length] + text.slice(at),
  'a line twice': (text, at) => {
    const [start, end] = lineAt(text, at);
    return text.slice(0, end) + text.slice(start, end) + text.slice(end);
  },
  'a line gone': (text, at) => {
    const [start, end] = lineAt(text, at);
    return text.slice(0, start) + text.slice(end);
  },
  'a line indented otherwise': (text, at, seed) => {
    const [start] = lineAt(text, at);
    return text.slice(0, start) + ' '.repeat(1 + (seed % 5)) + text.slice(start);
  },
  'two pieces exchanged': (text, at, seed) => {
    const middle = Math.min(text.length, at + (seed % 100));
    return text.slice(0, at) + text.slice(middle) + text.slice(at, middle);
  },
  CRLF: (text) => text.replaceAll('\n', '\r\n'),
  'a byte order mark': (text) => `\ufeff${text}`,
  'another encoding': (text) => Buffer.from(text, 'utf16le').toString('latin1'),
  'tabs for spaces': (text) => text.replaceAll('  ', '\t'),
  'a huge text': (text, at, seed) => text.slice(0, at) + 'x'.repeat(1_000 * (seed % 70)) + text.slice(at),
  'deep nesting': (text, at, seed) =>
    text.slice(0, at) + (seed % 2 === 0 ? '[' : '{a: ').repeat(3_000) + text.slice(at),
  'deep parentheses': (text) => text.replace(/if: .*/, `if: '${'('.repeat(3_000)}'`),
  'many keys': (text) => text + Array.from({ length: 2_000 }, (_, index) => `k${index}: 1\n`).join(''),
  'many quotes': (text, at) => text.slice(0, at) + '"a": "'.repeat(500) + text.slice(at),
  'many brackets': (text, at) => text.slice(0, at) + '[a, '.repeat(60).repeat(20) + text.slice(at),
};

const damage = fc.record({
  path: fc.constantFrom(...NAMES),
  steps: fc.array(
    fc.record({ kind: fc.constantFrom(...Object.keys(MUTATIONS)), at: fc.nat(4_000), seed: fc.nat(10_000) }),
    { minLength: 1, maxLength: 3 },
  ),
});

const damaged = (path: string, steps: readonly { kind: string; at: number; seed: number }[]): SourceFile[] => {
  let text = PROJECT.find((file) => file.path === path)?.text ?? '';
  for (const { kind, at, seed } of steps) text = MUTATIONS[kind]?.(text, at % (text.length + 1), seed) ?? text;
  return withFile(path, text);
};

/** What is wrong with a finding itself, or null. */
const flawOf = (diagnostic: Diagnostic, files: readonly SourceFile[]): string | null => {
  const { file, range, code, message, hint, edits } = diagnostic;
  const text = files.find(({ path }) => path === file)?.text;
  if (text === undefined) return `no file ${file}`;
  if (!Object.hasOwn(CODES, code)) return `no code ${code}`;
  const words = `${message} ${hint ?? ''}`;
  if (message === '' || /undefined|\[object|NaN/.test(words)) return `unfit words: ${words}`;
  const lines = text.split('\n');
  for (const { line, column } of [range.start, range.end]) {
    const length = lines[line - 1]?.length ?? -1;
    if (line < 1 || line > lines.length || column < 1 || column > length + 1) return `no place ${line}:${column}`;
  }
  const { start, end } = range;
  if (start.line > end.line || (start.line === end.line && start.column > end.column))
    return 'it ends before it begins';
  const isInside = (edits ?? []).every((edit) => edit.start >= 0 && edit.start <= edit.end && edit.end <= text.length);
  return isInside ? null : 'an edit outside of the file';
};

test('a damaged file gives findings that lie in it, never an exception, and soon', () => {
  fc.assert(
    fc.property(damage, ({ path, steps }) => {
      const files = damaged(path, steps);
      const before = process.cpuUsage();
      const { diagnostics, snapshots } = compile(files);
      const { user, system } = process.cpuUsage(before);
      expect((user + system) / 1_000).toBeLessThan(MAX_CPU_MS);
      expect(diagnostics.map((one) => flawOf(one, files)).filter((flaw) => flaw !== null)).toEqual([]);
      expect(snapshots.size > 0).toBe(diagnostics.every(({ severity }) => severity !== 'error'));
    }),
    { numRuns: 80 },
  );
});

/** Slips that `--fix` mends, as replacements of what stands in the sound files. */
const SLIPS: readonly (readonly [sound: RegExp, slip: string])[] = [
  [/ and /, ' AND '],
  [/ and /, ' && '],
  [/ == /, ' = '],
  [/ == /, ' === '],
  [/ not /, ' ! '],
  [/starts_with/, 'startsWith'],
  [/serve: on/, 'serve: true'],
  [/default: on/, 'default: true'],
  [/enabled: true/, 'enabled: yes'],
  [/enabled: true/, 'enabled: "true"'],
  [/client: true/, 'client: on'],
  [/owner: .*/, 'owner: no'],
  [/description: .*/, 'description: yes'],
  [/rollout:/, 'rolout:'],
  [/environments:/, 'enviroments:'],
  [/type: boolean/, 'type: bolean'],
  [/kind: temporary/, 'kind: temporery'],
  [/user-1/, '007'],
  [/"([a-z.@-]+)"/, "'$1'"],
  [/{ on: (\d+), off: (\d+) }/, '{ true: $1, false: $2 }'],
  [/targets: {.*}/, 'targets: { on: [1e3, 0x1F] }'],
];

const slips = fc.record({
  path: fc.constantFrom(...NAMES),
  which: fc.uniqueArray(fc.nat(SLIPS.length - 1), { minLength: 1, maxLength: 4 }),
  noise: fc.option(
    fc.record({
      kind: fc.constantFrom('a line twice', 'a line gone', 'a snippet'),
      at: fc.nat(4_000),
      seed: fc.nat(99),
    }),
  ),
});

const errorsIn = (result: CompileResult): number =>
  result.diagnostics.filter(({ severity }) => severity === 'error').length;

const fixableIn = (result: CompileResult): number =>
  result.diagnostics.filter(({ edits }) => (edits ?? []).length > 0).length;

test('what --fix mends is better afterwards, and what was sound still says the same', () => {
  fc.assert(
    fc.property(slips, ({ path, which, noise }) => {
      const slipped = which.reduce(
        (text, index) => {
          const [sound, slip] = SLIPS[index] ?? [/(?!)/, ''];
          return text.replace(sound, slip);
        },
        PROJECT.find((file) => file.path === path)?.text ?? '',
      );
      const text =
        noise === null
          ? slipped
          : (MUTATIONS[noise.kind]?.(slipped, noise.at % (slipped.length + 1), noise.seed) ?? '');
      let files: readonly SourceFile[] = withFile(path, text);
      let result = compile(files);
      for (let round = 0; fixableIn(result) > 0 && round < 10; round += 1) {
        const { files: changed, fixed } = applyFixes(files, result.diagnostics);
        if (fixed.length === 0) return;
        files = files.map((file) => changed.find((one) => one.path === file.path) ?? file);
        const after = compile(files);
        if (result.snapshots.size > 0) {
          const flags = (one: CompileResult) =>
            [...one.snapshots.values()].map(({ flags, segments }) => ({ flags, segments }));
          expect(flags(after)).toEqual(flags(result));
        }
        result = after;
      }
      expect(fixableIn(result)).toBe(0);
      if (noise === null) expect(errorsIn(result)).toBe(0);
    }),
    { numRuns: 100 },
  );
});
