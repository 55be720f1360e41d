import { expect, test } from 'vitest';
import { commandLine, commandLineWithReason, environmentWords } from './command-words.ts';

test('a command line can be copied: the project that was given, and words as a shell reads them', () => {
  const words = ['kill', 'search-v2', ...environmentWords(['production', 'eu.west']), '--reason', "it's $slow"];
  expect(commandLine(words, { dir: 'my flags', project: 'acme/web-store' })).toBe(
    `flagforge kill search-v2 --environment production --environment eu.west --reason 'it'\\''s $slow' --dir 'my flags' --project acme/web-store`,
  );
});

test('the usual folder goes without saying, and a reason that is missing has a place', () => {
  expect(commandLineWithReason(['revive', 'a'], null, { dir: 'flags' })).toBe('flagforge revive a --reason "..."');
  expect(commandLineWithReason(['revive', 'a'], 'fixed', { dir: 'flags' })).toBe('flagforge revive a --reason fixed');
  expect(environmentWords(null)).toEqual([]);
});
