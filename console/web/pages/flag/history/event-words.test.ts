import { expect, test } from 'vitest';
import type { HistoryEventJson } from '../../../../api/history-json.ts';
import { eventTitle, requestOf } from './event-words.ts';

const event = (more: Partial<HistoryEventJson>): HistoryEventJson => ({
  ...{ at: '2026-11-01T09:00:00.000Z', action: 'publish', who: 'Kim', sentence: '', approvedBy: [] },
  ...{ isUnapproved: false, request: null, commit: null, reason: null, places: [], ...more },
});
const place = (environment: string, version: number | null, ...words: string[]) => ({
  environment,
  version,
  seq: 1,
  words,
});

test('what changed where the page is about comes first, with its version', () => {
  const published = event({
    places: [place('staging', 3, 'enabled'), place('production', 42, 'on 5 % -> 10 %', 'owner')],
  });
  expect(eventTitle(published, 'production')).toEqual({
    ...{ version: 42, text: 'on 5 % → 10 %, and 1 more', places: 'production and staging' },
  });
  expect(eventTitle(published, 'development')).toMatchObject({ version: null, text: 'enabled' });
});

test('a kill says where', () => {
  const killed = event({ action: 'kill', places: [place('staging', 4), place('production', 5)] });
  expect(eventTitle(killed, 'production')).toEqual({
    version: 5,
    text: 'Killed in production and staging',
    places: '',
  });
});

test('a merge that changed nothing served is its message, and leads to its request', () => {
  const merged = event({ action: 'commit', sentence: 'Kim changed its file: Merge #3: Owner' });
  expect([eventTitle(merged, 'production').text, requestOf(merged)]).toEqual(['Owner', '3']);
  const plain = event({ action: 'commit', sentence: 'Kim changed its file: Merge #x: a changed its file: b' });
  expect([eventTitle(plain, 'production').text, requestOf(plain)]).toEqual(['Merge #x: a changed its file: b', null]);
  expect(requestOf(event({ request: '12' }))).toBe('12');
});
