import { expect, test } from 'vitest';
import { ProblemError } from '../http/problem.ts';
import { createStateMemory } from '../projects/base-state.ts';
import { makeDraft } from './draft.ts';

const large = `description: A flag\n# ${'x'.repeat(50_000)}\ntype: boolean\nowner: web\nkind: permanent\n`;
const before = [
  { path: 'flagforge.yaml', text: 'version: 1\norganization: acme\nproject: shop\nenvironments: { production: {} }\n' },
  { path: 'large.yaml', text: large },
];

const drafted = (count: number) =>
  makeDraft(
    before,
    {
      edits: [
        {
          path: 'large.yaml',
          edits: Array.from({ length: count }, (_, index) => ({
            kind: 'set',
            path: ['owner'],
            value: `team-${index}`,
          })),
        },
      ],
    },
    createStateMemory(() => 0),
  );

test('edits of a large file are made one after another, and others are served meanwhile', async () => {
  let served = 0;
  const timer = setInterval(() => {
    served += 1;
  }, 0);
  const { files, after } = await drafted(8);
  clearInterval(timer);
  expect(files.map(({ text }) => text)).toEqual([large.replace('owner: web', 'owner: team-7')]);
  expect(after).not.toBeNull();
  expect(served).toBeGreaterThan(2);
});

test('more edits than can be made in good time are refused before the first', async () => {
  const startedAt = performance.now();
  const refused = await drafted(200).catch((error: unknown) => error);
  expect(refused instanceof ProblemError && [refused.status, refused.message]).toEqual([
    422,
    expect.stringContaining('more edits than can be made'),
  ]);
  expect(performance.now() - startedAt).toBeLessThan(500);
});
