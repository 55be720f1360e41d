import type { Overlay } from '@flagforge/sdk/engine';
import { expect, test } from 'vitest';
import { makeEntry } from '../testing/audit-entries.ts';
import { replayOverlays } from './replay-overlays.ts';

const kill = (flag: string): Overlay => ({ kind: 'kill', flag });
const hold: Overlay = { kind: 'hold', commit: 'c'.repeat(40), version: 3 };
const entry = (subject: string, name: string, state: Overlay | null) =>
  makeEntry({
    subject,
    flag: subject === 'kill' ? name : null,
    newState: state === null ? null : JSON.stringify(state),
  });

test('kills and holds come and go: hold first, then kills by flag', () => {
  const both = replayOverlays([kill('m')], [entry('kill', 'a', kill('a')), entry('hold', 'production', hold)]);
  expect(both).toEqual([hold, kill('a'), kill('m')]);
  expect(replayOverlays(both, [entry('hold', 'production', null), entry('kill', 'm', null)])).toEqual([kill('a')]);
});

test('other entries change nothing, and what is no overlay is none', () => {
  expect(replayOverlays([hold], [makeEntry()])).toEqual([hold]);
  expect(replayOverlays([], [makeEntry({ subject: 'kill', flag: 'a', newState: 'nonsense' })])).toEqual([]);
});
