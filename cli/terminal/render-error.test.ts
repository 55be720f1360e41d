import { expect, test } from 'vitest';
import { renderBug } from './render-error.ts';

const about = {
  version: '1.0.0',
  words: ['evaluate', '--context', '{"email":"secret"}', '--now=2026-01-01'],
  isDebug: false,
};

test('a bug says what to report, without a stack trace and without what options hold', () => {
  const text = renderBug(new TypeError('x is not a function'), about);
  expect(text).toContain('FF9001');
  expect(text).toContain('evaluate --context --now');
  expect(text).not.toMatch(/secret|2026|\n\s+at /);
});

test('with FLAGFORGE_DEBUG a bug shows where it happened', () => {
  expect(renderBug(new TypeError('x'), { ...about, isDebug: true })).toMatch(/\n\s+at /);
});
