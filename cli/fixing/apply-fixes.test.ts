import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runHere } from '../testing/fake-terminal.ts';
import { createWorkspace, SMALL_PROJECT } from '../testing/run-flagforge.ts';
import { applyEdits } from './apply-fixes.ts';

test('edits are applied from the end, those of one mend together, overlapping mends later', () => {
  const edit = (start: number, end: number, text: string) => ({ start, end, text });
  expect(applyEdits('abcdef', [[edit(0, 1, 'A'), edit(5, 6, 'F')], [edit(2, 3, '')]])).toEqual({
    text: 'AbdeF',
    applied: 2,
  });
  expect(applyEdits('abcdef', [[edit(0, 3, 'x')], [edit(2, 4, 'y')], [edit(4, 4, '+')]])).toEqual({
    text: 'xd+ef',
    applied: 2,
  });
});

test('validate --fix mends what is safe, keeps the rest of the file, and reports what is left', async () => {
  const shop = createWorkspace({
    ...SMALL_PROJECT,
    'flags/dark-mode.yaml': (SMALL_PROJECT['flags/dark-mode.yaml'] ?? '')
      .replace('kind: permanent', 'kind: permanent # for good')
      .replace('if: email ends_with "@acme.com"', 'if: email ends_with "@acme.com" && age > 1'),
    'flags/other.yaml': 'description: x\ntype: boolean\nowner: me\nkind: permanent\noff: onn\nenvironments: {}\n',
  });
  const run = await runHere(shop.root, ['validate', '--fix']);
  expect(run.code).toBe(1);
  expect(run.stderr).toBe('fixed 1 problem in 1 file: flags/dark-mode.yaml\n');
  expect(run.stdout).toContain('flags/other.yaml');
  expect(run.stdout).not.toContain('flags/dark-mode.yaml');
  const text = readFileSync(join(shop.root, 'flags/dark-mode.yaml'), 'utf8');
  expect(text).toContain('if: email ends_with "@acme.com" and age > 1');
  expect(text).toContain('kind: permanent # for good');
  shop.remove();
});
