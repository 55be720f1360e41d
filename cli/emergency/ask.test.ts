import { describe, expect, test } from 'vitest';
import { createFakeTerminal } from '../testing/fake-terminal.ts';
import { askToGoOn, canAsk, requireReason } from './ask.ts';

const terminal = (input: string) => createFakeTerminal('/', { input });

describe('a question', () => {
  test.each(['y\n', 'Y\n', 'yes\n', ' yes \n'])('%j goes on', async (input) => {
    await expect(askToGoOn(terminal(input), 'Go on?')).resolves.toBeUndefined();
  });

  test.each(['n\n', '\n', '', 'yep\n'])('%j stops, with exit 2 and nothing written', async (input) => {
    await expect(askToGoOn(terminal(input), 'Go on?')).rejects.toMatchObject({
      exitCode: 2,
      message: 'stopped, nothing was written',
    });
  });

  test('is asked on a terminal only, and never for JSON', () => {
    const real = terminal('');
    const err = { ...real.err, isTerminal: true };
    const stdin = Object.assign(real.stdin, { isTTY: true });
    expect(canAsk({ ...real, err, stdin }, {})).toBe(true);
    expect(canAsk({ ...real, err, stdin }, { json: true })).toBe(false);
    expect(canAsk({ ...real, stdin }, {})).toBe(false);
  });
});

test('a reason says something', () => {
  expect(requireReason(' errors ', 'a kill', 'flagforge kill a')).toBe('errors');
  for (const reason of [undefined, '', ' \n'])
    expect(() => requireReason(reason, 'a kill', 'flagforge kill a')).toThrow('a kill needs a reason');
});
