import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { checkEdgeSources, findSourceViolations, loadEdgeSources } from './edge-sources.ts';

const SDK = fileURLToPath(new URL('..', import.meta.url));

test('says where in the TypeScript it found something, whatever types stand before it', () => {
  const source = [
    'interface Point {',
    '  readonly x?: number;',
    '}',
    '',
    'export function f(list: readonly Point[]): number {',
    '  let sum = 0;',
    '  for (const point of list) sum += (point as Point).x ?? 0;',
    '  return sum;',
    '}',
  ].join('\n');
  expect(findSourceViolations(source)).toEqual([
    { line: 7, column: 3, what: 'for-of' },
    { line: 7, column: 37, what: 'nullish coalescing' },
  ]);
});

test('types may use what the edge does not have', () => {
  expect(findSourceViolations('let m: Map<string, Set<bigint>> | undefined; type A = { a?: Date };')).toEqual([]);
});

test('looks at the whole engine, and at no test', () => {
  const sources = loadEdgeSources(SDK);
  expect(sources).toContain('engine/evaluator.ts');
  expect(sources.filter((name) => name.includes('.test.'))).toEqual([]);
});

test('the engine keeps to the language of the edge', () => {
  expect(checkEdgeSources(SDK)).toEqual([]);
});
