import { expect, test } from 'vitest';
import { countsOf, dayNames, hoursUntil } from './usage-counts.ts';

const NOW = Date.UTC(2026, 10, 23, 2, 30);

test('a day up to now lies in two buckets', () => {
  const hours = hoursUntil(NOW, 24);
  expect(new Date(hours.from).toISOString()).toBe('2026-11-22T03:00:00.000Z');
  expect(dayNames('a', hours)).toEqual(['hours:2026-11-22:a', 'hours:2026-11-23:a']);
});

test('counts stand at their hour, by who counted and which variant', () => {
  const hours = hoursUntil(NOW, 24);
  const days = [
    { '02 s on': '9', '03 s on': '1', '23 r on': '4' },
    { '00 s on': '2', '02 c off': '3', '02 s ': '5', '03 s on': '7' },
  ];
  const { server, reported, client } = countsOf(days, hours);
  expect(server.get('on')).toEqual([1, ...new Array(20).fill(0), 2, 0, 0]);
  expect(server.get('')).toEqual([...new Array(23).fill(0), 5]);
  expect(reported.get('on')?.[20]).toBe(4);
  expect(client.get('off')?.[23]).toBe(3);
});

test('what is no count is left out', () => {
  const odd = { '24 s on': '1', '00 x on': '1', '00 s on': '-1', '01 s on': '1e3', on: '1', '02 s on': 'many' };
  const { server } = countsOf([{}, odd], hoursUntil(NOW, 24));
  expect(server.size).toBe(0);
  const huge = countsOf([{ '00 s on': '9999999999999999999' }], hoursUntil(NOW, 3));
  expect(huge.server.get('on')?.[0]).toBe(2 ** 53 - 1);
});
