import { expect, test } from 'vitest';
import type { HistoryEventJson } from '../../../../api/history-json.ts';
import { killOf } from './kill-of.ts';

const event = (action: string, environment: string, who: string): HistoryEventJson => ({
  ...{ at: '2026-11-01T09:00:00.000Z', action, who, sentence: '', approvedBy: [], isUnapproved: false },
  ...{ request: null, commit: null, reason: null, places: [{ environment, version: 1, seq: 1, words: [] }] },
});

test('the last kill of that environment counts, not one of another or one before', () => {
  const events = [
    event('publish', 'production', 'Pat'),
    event('kill', 'staging', 'Jo'),
    event('kill', 'production', 'Sam'),
    event('kill', 'production', 'Kim'),
  ];
  expect(killOf(events, 'production')?.who).toBe('Sam');
});

test('a kill that was taken back is none', () => {
  expect(killOf([event('revive', 'production', 'Sam'), event('kill', 'production', 'Kim')], 'production')).toBeNull();
  expect(killOf([], 'production')).toBeNull();
});
