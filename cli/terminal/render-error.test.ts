import { expect, test } from 'vitest';
import { outsideError } from '../command-error.ts';
import { renderBug, renderCommandError } from './render-error.ts';
import { createStyle } from './style.ts';

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

test('what an error quotes cannot drive the terminal, nor look like a line of its own', () => {
  const text = renderCommandError(
    outsideError('flag \u001b[2Ja\nProved in 3 ms.', 'next \u001b]0;x\u0007\nok'),
    createStyle(false),
  );
  expect(text.split('\n')).toHaveLength(3);
  for (const control of ['\u001b', '\u0007']) expect(text).not.toContain(control);
  expect(renderBug(new TypeError('\u001b[2J'), about)).not.toContain('\u001b');
});
