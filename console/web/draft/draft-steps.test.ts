import type { FlagSource } from 'flagforge/compile';
import { expect, test } from 'vitest';
import {
  addOperation,
  type DraftState,
  discardDraft,
  EMPTY_STATE,
  redoStep,
  removeOperation,
  undoStep,
} from './draft-steps.ts';
import type { FlagOperation, Operation } from './operation.ts';

const OF = { flag: 'page', file: 'page.yaml', environment: 'production' } as const;
const on = {
  model: {
    ...{ off: 'off', owner: 'web', tags: [] },
    environments: [{ name: 'production', enabled: true, schedule: [] }],
  },
  source: '',
} as unknown as { readonly model: FlagSource; readonly source: string };
const serve = (name: string): Operation => ({ kind: 'set-default', ...OF, default: { serve: name } });
const enabled = (is: boolean): Operation => ({ kind: 'set-enabled', ...OF, enabled: is });
const add = (state: DraftState, operation: Operation, isSameMove = false): DraftState =>
  addOperation(state, { project: 'shop', commit: 'c1', operation, on, isSameMove });
const kinds = ({ current }: DraftState) => current?.operations.map(({ kind }) => kind) ?? null;

test('an edit of the same thing replaces the one before, and is a step of its own', () => {
  const first = add(add(EMPTY_STATE, serve('on')), enabled(false));
  const second = add(first, serve('teaser'));
  expect(second.current?.operations).toEqual([enabled(false), serve('teaser')]);
  expect(undoStep(second).current).toEqual(first.current);
  expect(redoStep(undoStep(second)).current).toEqual(second.current);
});

test('the moves of a slider are one step back', () => {
  const moved = add(add(add(EMPTY_STATE, serve('a')), serve('b'), true), serve('c'), true);
  expect(moved.past).toEqual([null]);
  expect(undoStep(moved).current).toBeNull();
});

test('an edit that leaves what was there is no edit any more', () => {
  const state = add(add(add(EMPTY_STATE, enabled(false)), serve('on')), enabled(true));
  expect(kinds(state)).toEqual(['set-default']);
  expect(kinds(add(state, serve('off')))).toBeNull();
  expect(kinds(undoStep(add(state, serve('off'))))).toEqual(['set-default']);
});

test('a discarded draft comes back, and so does what was taken out', () => {
  const state = add(add(EMPTY_STATE, serve('on')), enabled(false));
  expect(undoStep(discardDraft(state)).current).toEqual(state.current);
  expect(kinds(removeOperation(state, 0))).toEqual(['set-enabled']);
  expect(Object.keys(removeOperation(state, 0).current?.before ?? {})).toEqual(['set-enabled page.yaml production']);
  expect(undoStep(removeOperation(state, 0)).current).toEqual(state.current);
});

test('facts of a flag gather, and one that is as it was goes', () => {
  const facts = (all: Extract<FlagOperation, { kind: 'set-facts' }>['facts']): Operation => ({
    ...{ kind: 'set-facts', flag: 'page', file: 'page.yaml', facts: all },
  });
  const state = add(add(EMPTY_STATE, facts({ owner: 'growth' })), facts({ tags: ['x'] }));
  expect(state.current?.operations).toEqual([facts({ owner: 'growth', tags: ['x'] })]);
  expect(kinds(add(add(state, facts({ owner: 'web' })), facts({ tags: [] })))).toBeNull();
});

test('no more than a hundred steps are kept', () => {
  let state = EMPTY_STATE;
  for (let index = 0; index < 150; index += 1) state = add(state, serve(`v${index}`));
  expect(state.past).toHaveLength(100);
});
