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

test('edits of a file that is given whole are made on what is given, and it is proposed once', async () => {
  const text = large.replace('owner: web', 'owner: web # asked');
  const edits = [{ path: 'large.yaml', edits: [{ kind: 'set', path: ['owner'], value: 'pay' }] as const }];
  const { files, after } = await makeDraft(
    before,
    { files: [{ path: 'large.yaml', text }], edits },
    createStateMemory(() => 0),
  );
  expect(files).toEqual([{ path: 'large.yaml', text: text.replace('owner: web', 'owner: pay') }]);
  expect(after).not.toBeNull();
});

test('a file that goes cannot be edited as well', async () => {
  const edits = [{ path: 'large.yaml', edits: [{ kind: 'set', path: ['owner'], value: 'pay' }] as const }];
  const change = { files: [{ path: 'large.yaml', text: null }], edits };
  const refused = await makeDraft(
    before,
    change,
    createStateMemory(() => 0),
  ).catch((error: unknown) => error);
  expect(refused instanceof ProblemError && refused.status).toBe(404);
});
