/** What somebody types of a segment: its name, its lists, its condition, and the file that it becomes. */
import { compileProject } from 'flagforge/compile';
import { expect, test } from 'vitest';
import { checkCondition } from '../../condition/check-condition.ts';
import { listNames } from '../../parts/list-names.ts';
import { segmentNameProblem } from './segment-name-problem.ts';
import { segmentText } from './segment-text.ts';

test.each([
  ['', null],
  ['beta-testers', null],
  ['staff', 'There is a segment staff already.'],
  ['-a', 'It begins with a small letter or a digit.'],
  ['a b', 'No spaces: use dashes.'],
  ['aB', 'No "B": small letters, digits, dashes, dots and underscores.'],
  ['a'.repeat(101), 'It has 101 characters; 100 are the most.'],
])('the name %j: %s', (name, problem) => {
  expect(segmentNameProblem(name, ['staff'])).toBe(problem);
});

test('names are pasted in any form, and counted once', () => {
  expect(listNames(' u-1\r\nu-2, u-1;\tu 3\n\n')).toEqual(['u-1', 'u-2', 'u 3']);
});

test('what is typed is what the compiler reads', () => {
  const parts = {
    ...{ description: 'Customers: "up" north # far', if: 'country in ["SE"]\nor age > 3' },
    ...{ include: ['007', 'true', 'u-1'], exclude: ['- x', '{a}'] },
  };
  const config = 'version: 1\norganization: acme\nproject: shop\nunit: userId\n';
  const { project, diagnostics } = compileProject(
    [
      { path: 'flagforge.yaml', text: config },
      { path: 'segments/north.yaml', text: segmentText(parts) },
    ],
    { now: 0 },
  );
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const { description, if: condition, include, exclude } = project?.segments[0] ?? {};
  expect({ description, if: condition?.text.replace(/\s+/g, ' '), include, exclude }).toEqual({
    ...parts,
    if: parts.if.replace('\n', ' '),
  });
});

test('a condition is judged by the compiler while it is typed, and mended where the meaning is plain', () => {
  const scope = { attributes: [{ path: ['age'], type: 'number' }] as const, unit: ['userId'] };
  expect(checkCondition('age > 3', scope)).toEqual([]);
  const [first, second] = checkCondition('age > 3 AND adge > 4', scope);
  expect(first).toMatchObject({ part: 'AND', mended: 'age > 3 and adge > 4' });
  expect(second).toMatchObject({ part: 'adge', mended: null });
  expect(second?.hint).toContain('age');
});
