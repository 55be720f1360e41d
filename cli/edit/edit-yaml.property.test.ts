/** Random edits of real files and of noise: the text says what it has to, and nothing else has changed. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { editYaml } from './edit-yaml.ts';
import { createRandom, noisyYaml } from './testing/noisy-yaml.ts';
import { expected, linesOf, parsePlain, randomEdit } from './testing/random-edit.ts';
import type { YamlEdit } from './yaml-edit.ts';

const FLAGS = fileURLToPath(new URL('../../flags', import.meta.url));
const files = readdirSync(FLAGS, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => readFileSync(join(FLAGS, name), 'utf8'));

/** A block of text that keeps all line ends behind it. */
const KEEPING = /[|>]\+/;

const commentsOf = (text: string): string[] => text.match(/# c\d+\b/g) ?? [];

function check(text: string, edit: YamlEdit): void {
  // As a file of which nothing vanishes when it becomes empty.
  const result = editYaml(text, [edit], 'other');
  // What a text that keeps its line ends would come to stand before could become part of it.
  if (result.kind === 'refused' && edit.kind === 'move' && result.problem.code === 'FF4202' && KEEPING.test(text))
    return;
  if (result.kind === 'refused') throw new Error(`refused: ${JSON.stringify(result.problem)}`);
  expect(parseDocument(result.text).errors).toEqual([]);
  expect(parsePlain(result.text)).toEqual(expected(parsePlain(text), edit));
  // The byte order mark stands before whatever is first.
  expect(result.text.startsWith('\ufeff')).toBe(text.startsWith('\ufeff'));
  const before = text.replace(/^\ufeff/, '').split('\n');
  const after = result.text.replace(/^\ufeff/, '').split('\n');
  const [from, to] = linesOf(text, edit);
  expect(after.slice(0, from)).toEqual(before.slice(0, from));
  const rest = before.slice(to).map((line, index, all) => (index < all.length - 1 ? line : line.replace(/\r$/, '')));
  if (rest.length > 0) expect(after.slice(-rest.length)).toEqual(before.slice(to));
  if (text.includes('\r\n')) expect(result.text.replaceAll('\r\n', '')).not.toContain('\n');
  const lost = commentsOf(text).filter((comment) => !commentsOf(result.text).includes(comment));
  const inside = commentsOf(before.slice(from, to).join('\n'));
  expect(lost.filter((comment) => !inside.includes(comment))).toEqual([]);
  if (edit.kind === 'insert' || edit.kind === 'move') expect(lost).toEqual([]);
}

const seeds = fc.tuple(fc.integer({ min: 0, max: 2 ** 31 }), fc.integer({ min: 0, max: 2 ** 31 }));

test('edits of noise say what they have to, and leave every other line as it is', () => {
  fc.assert(
    fc.property(seeds, ([noise, choice]) => {
      const text = noisyYaml(noise);
      fc.pre(parseDocument(text).errors.length === 0);
      const edit = randomEdit(parsePlain(text), createRandom(choice));
      fc.pre(edit !== null);
      check(text, edit);
    }),
    { numRuns: 1000 },
  );
});

test('edits of the example project do, several one after another', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...files),
      fc.array(fc.integer({ min: 0 }), { minLength: 1, maxLength: 4 }),
      (file, choices) => {
        let text = file;
        for (const choice of choices) {
          const edit = randomEdit(parsePlain(text), createRandom(choice));
          if (edit === null) continue;
          check(text, edit);
          const result = editYaml(text, [edit], 'other');
          if (result.kind === 'edited') text = result.text;
        }
      },
    ),
    { numRuns: 150 },
  );
});
