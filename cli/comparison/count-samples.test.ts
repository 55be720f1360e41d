import type { Snapshot } from '@flagforge/sdk/engine';
import { expect, test } from 'vitest';
import { compileProject } from '../compile/index.ts';
import { createSampleCounter } from './count-samples.ts';

const CONFIG = 'version: 1\norganization: acme\nproject: shop\nunit: userId\nenvironments: { production: {} }\n';

function compile(files: Readonly<Record<string, string>>): Snapshot {
  const sources = Object.entries({ 'flagforge.yaml': CONFIG, ...files }).map(([path, text]) => ({ path, text }));
  const { snapshots, diagnostics } = compileProject(sources, { now: 0 });
  const snapshot = snapshots.get('production');
  if (snapshot === undefined) throw new Error(diagnostics.map(({ message }) => message).join('; '));
  return snapshot;
}

const flag = (rest: string): string =>
  `type: string\noff: a\nvariants: { a: one, b: two, c: three }\nenvironments:\n  production: { enabled: true, ${rest} }\n`;

function count(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
  contexts: readonly unknown[],
) {
  const environments = [{ environment: 'production', before: compile(before), after: compile(after), flags: ['x'] }];
  const counter = createSampleCounter(environments, 0);
  for (const [index, context] of contexts.entries()) counter.add(context, () => `context ${index}`);
  return { count: counter.count(), flags: counter.result() };
}

const rule = (country: string, serve: string): string => `{ if: 'country == "${country}"', serve: ${serve} }`;

test('counts where contexts go, the most frequent first, with the first names', () => {
  const [before, after] = [flag('default: a'), flag(`rules: [${rule('DE', 'c')}], default: b`)];
  const contexts = [{}, { country: 'DE' }, {}, {}, {}, { country: 'DE' }];
  expect(count({ 'x.yaml': before }, { 'x.yaml': after }, contexts)).toEqual({
    count: 6,
    flags: [
      {
        ...{ environment: 'production', flag: 'x', changed: 6 },
        moves: [
          { from: 'a', to: 'b', count: 4, examples: ['context 0', 'context 2', 'context 3'] },
          { from: 'a', to: 'c', count: 2, examples: ['context 1', 'context 5'] },
        ],
      },
    ],
  });
});

test('what is no answer is no variant: a flag that goes, a unit that is missing, a context that is no object', () => {
  const [served, rolled] = [flag('default: a'), flag('default: { rollout: { a: 50, b: 50 } }')];
  expect(count({ 'x.yaml': served }, {}, [{}]).flags[0]?.moves).toMatchObject([{ from: 'a', to: null }]);
  expect(count({ 'x.yaml': served }, { 'x.yaml': rolled }, [{}]).flags[0]?.moves).toMatchObject([
    { from: 'a', to: null },
  ]);
  expect(count({ 'x.yaml': rolled }, { 'x.yaml': rolled }, [{}]).flags).toEqual([]);
  expect(count({ 'x.yaml': served }, { 'x.yaml': flag('default: b') }, ['no object', null, []]).flags).toEqual([]);
});

test('a variant with another value is another answer, one that nobody gets is none', () => {
  const before = flag('default: b');
  const result = count({ 'x.yaml': before }, { 'x.yaml': before.replace('b: two', 'b: zwei') }, [{}, {}]);
  expect(result.flags[0]).toMatchObject({ changed: 2, moves: [{ from: 'b', to: 'b', count: 2 }] });
  expect(count({ 'x.yaml': before }, { 'x.yaml': before.replace('c: three', 'c: drei') }, [{}]).flags).toEqual([]);
});

test('names are asked for only where they are kept', () => {
  const environments = [
    {
      environment: 'production',
      before: compile({ 'x.yaml': flag('default: a') }),
      after: compile({ 'x.yaml': flag('default: b') }),
      flags: ['x'],
    },
  ];
  const counter = createSampleCounter(environments, 0);
  let asked = 0;
  for (let index = 0; index < 1000; index += 1)
    counter.add({}, () => {
      asked += 1;
      return String(index);
    });
  expect({ asked, changed: counter.result()[0]?.changed }).toEqual({ asked: 3, changed: 1000 });
});
