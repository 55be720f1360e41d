import { expect, test } from 'vitest';
import { evaluatorsState, gitState, storeState } from './store-states.ts';

const store = (state: 'equal' | 'behind' | 'unreachable' | 'missing', version: number | null) =>
  ({ store: 'redis', address: null, state, version, problem: 'no answer' }) as const;
const evaluator = (version: number, state: 'equal' | 'behind' | 'different') => ({
  ...{ id: `e${version}`, host: null, version, state, at: '2026-12-03T14:20:00Z', refused: 0 },
});

test('a store says what it holds, and why it is not what the database has', () => {
  expect(storeState(undefined, 3)).toMatchObject({ text: 'not used', icon: 'minus' });
  expect(storeState(store('equal', 3), 3)).toMatchObject({ text: 'v3', tone: 'text-ok' });
  expect(storeState(store('behind', 2), 3)).toMatchObject({ text: 'behind, at v2', detail: 'the database is at v3' });
  expect(storeState(store('missing', null), 3).text).toBe('has nothing yet');
  expect(storeState(store('unreachable', null), 3)).toMatchObject({ text: 'unreachable', detail: 'no answer' });
});

test('one evaluator that is behind is enough for a word about it; one that differs is worse', () => {
  expect(evaluatorsState([], 3).text).toBe('none reports');
  expect(evaluatorsState([evaluator(3, 'equal')], 3).text).toBe('1 serves v3');
  const behind = [evaluator(3, 'equal'), evaluator(2, 'behind')];
  expect(evaluatorsState(behind, 3)).toMatchObject({ text: '1 of 2 serve v3', tone: 'text-warn' });
  expect(evaluatorsState([...behind, evaluator(3, 'different')], 3)).toMatchObject({ tone: 'text-danger' });
});

test('git that cannot be asked is said to be unreachable', () => {
  expect(gitState(null, null).text).toBe('unreachable');
  expect(gitState('same', 'abcdef0123').text).toBe('abcdef0');
  expect(gitState('ahead', 'abcdef0123')).toMatchObject({ tone: 'text-warn', text: 'abcdef0 is newer' });
});
