import { beforeEach, expect, test } from 'vitest';
import { addOperation, type DraftState, EMPTY_STATE, undoStep } from './draft-steps.ts';
import { forgetAside, readDraft, writeDraft } from './draft-store.ts';

let room = 5_000_000;
const kept = new Map<string, string>();
beforeEach(() => {
  kept.clear();
  room = 5_000_000;
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem(key: string, value: string) {
      if (value.length > room) throw new DOMException('full', 'QuotaExceededError');
      kept.set(key, value);
    },
    removeItem: (key: string) => kept.delete(key),
  };
  Object.defineProperty(globalThis, 'localStorage', { value: storage, configurable: true, writable: true });
});

const text = (length: number, from: DraftState = EMPTY_STATE): DraftState =>
  addOperation(from, {
    ...{ project: 'shop', commit: 'c1', on: undefined, isSameMove: false },
    operation: { kind: 'set-text', file: 'page.yaml', text: 'x'.repeat(length) },
  });

test('what is written is read again', () => {
  const state = text(10);
  writeDraft('kim', 'shop', readDraft('kim', 'shop'), state);
  expect(readDraft('kim', 'shop')).toMatchObject({ state, isKept: true, unreadable: null });
  expect(readDraft('sam', 'shop').state).toEqual(EMPTY_STATE);
  // Taken back whole, it can still be made again.
  writeDraft('kim', 'shop', readDraft('kim', 'shop'), undoStep(state));
  expect(readDraft('kim', 'shop').state).toEqual(undoStep(state));
});

test('where there is little room the oldest steps go, and the draft stays', () => {
  room = 250_000;
  let state = EMPTY_STATE;
  for (let index = 0; index < 5; index += 1) state = text(90_000 + index, state);
  const written = writeDraft('kim', 'shop', readDraft('kim', 'shop'), state);
  expect(written.isKept).toBe(true);
  expect(readDraft('kim', 'shop').state.current).toEqual(state.current);
  expect(readDraft('kim', 'shop').state).toEqual(written.state);
});

test('a draft that is too large is told not to be kept, and is there until the page is left', () => {
  const state = text(3_000_000);
  expect(writeDraft('kim', 'shop', readDraft('kim', 'shop'), state)).toMatchObject({ isKept: false, state });
});

test.each(['{"form":1,"current":null}', 'no JSON', '{"form":2,"current":{"operations":1},"past":[],"future":[]}'])(
  'what cannot be read is put aside and kept: %s',
  (old) => {
    kept.set('flagforge.draft.kim.shop', old);
    const known = readDraft('kim', 'shop');
    expect(known).toMatchObject({ state: EMPTY_STATE, unreadable: old });
    writeDraft('kim', 'shop', known, text(10));
    expect(readDraft('kim', 'shop')).toMatchObject({ unreadable: old, state: text(10) });
    forgetAside('kim', 'shop');
    expect(readDraft('kim', 'shop')).toMatchObject({ unreadable: null, state: text(10) });
  },
);
