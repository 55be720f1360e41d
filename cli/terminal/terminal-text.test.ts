import { describe, expect, test } from 'vitest';
import { formatInstant } from '../diagnostics/format-instant.ts';
import { renderColumns } from './columns.ts';
import { countOf, formatCount } from './count.ts';
import { printable } from './printable.ts';
import { createProgress } from './progress.ts';
import { createStyle, createSymbols, wantsColor, wantsUnicode } from './style.ts';
import { formatDuration, formatRelative } from './time.ts';
import { wrapText } from './wrap-text.ts';

test.each<[count: number, text: string]>([
  [0, '0'],
  [999, '999'],
  [1_000, '1,000'],
  [12_345_678, '12,345,678'],
  [-1_234, '-1,234'],
])('%d is written %s', (count, text) => expect(formatCount(count)).toBe(text));

test('a number takes its noun with it', () => {
  expect([countOf(1, 'flag'), countOf(0, 'flag'), countOf(2, 'entry', 'entries')]).toEqual([
    '1 flag',
    '0 flags',
    '2 entries',
  ]);
});

const NOW = Date.UTC(2026, 10, 23, 9);

test.each<[offsetMs: number, text: string]>([
  [0, 'just now'],
  [-45_000, '45 s ago'],
  [5 * 60_000, 'in 5 min'],
  [-2 * 3_600_000, '2 h ago'],
  [47 * 3_600_000, 'in 47 h'],
  [8 * 86_400_000, 'in 8 days'],
  [-100 * 86_400_000, '3 months ago'],
  [3 * 366 * 86_400_000, 'in 3 years'],
])('%d ms away is %s', (offset, text) => expect(formatRelative(NOW + offset, NOW)).toBe(text));

test('instants are UTC without a fraction that is zero, and any number is some text', () => {
  expect(formatInstant(NOW)).toBe('2026-11-23T09:00:00Z');
  expect(formatInstant(NOW + 5)).toBe('2026-11-23T09:00:00.005Z');
  expect(formatInstant(Number.MAX_VALUE)).toBe(String(Number.MAX_VALUE));
});

test.each<[ms: number, text: string]>([
  [41.4, '41 ms'],
  [6_400, '6.4 s'],
  [125_000, '2 min 5 s'],
])('%d ms is %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

test('columns line up by what a terminal shows, colours and wide characters included', () => {
  const { red } = createStyle(true);
  expect(
    renderColumns(
      [
        ['a', 'b'],
        [red('ccc'), 'd'],
        ['日本', ''],
      ],
      ' ',
    ),
  ).toEqual([' a     b', ` ${red('ccc')}   d`, ' 日本']);
});

test('text breaks at spaces, its own lines stay, and a long word stands alone', () => {
  expect(wrapText('one two three\nfour extraordinary', 9)).toBe('one two\nthree\nfour\nextraordinary');
});

test('what could drive a terminal is shown, not obeyed', () => {
  expect(printable('\u001b[2J\n\u202e')).toBe('\\u{1b}[2J\\n\\u{202e}');
});

describe('colour and Unicode', () => {
  test.each<[env: Record<string, string>, isTerminal: boolean, color: boolean]>([
    [{}, true, true],
    [{}, false, false],
    [{ TERM: 'dumb' }, true, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ FORCE_COLOR: 'true' }, false, true],
    [{ FORCE_COLOR: '0' }, true, false],
  ])('%j on a terminal (%s): colour %s', (env, isTerminal, color) => expect(wantsColor(env, isTerminal)).toBe(color));

  test.each<[env: Record<string, string>, isTerminal: boolean, platform: string, unicode: boolean]>([
    [{ LANG: 'de_DE.UTF-8' }, true, 'linux', true],
    [{ LANG: 'de_DE.UTF-8' }, false, 'linux', false],
    [{ LANG: 'de_DE.UTF-8', LC_ALL: 'C' }, true, 'linux', false],
    [{ LANG: 'C.utf8', TERM: 'linux' }, true, 'linux', false],
    [{ WT_SESSION: 'x' }, true, 'win32', true],
    [{}, true, 'win32', false],
  ])('%j on a terminal (%s) of %s: Unicode %s', (env, isTerminal, platform, unicode) => {
    expect(wantsUnicode(env, isTerminal, platform)).toBe(unicode);
  });
});

test('a bar appears on a terminal only, after 300 ms, and goes away', () => {
  const written: string[] = [];
  let now = 0;
  const output = (isTerminal: boolean) => ({
    isTerminal,
    columns: 80,
    style: createStyle(false),
    symbols: createSymbols(false),
    write: async (text: string) => void written.push(text),
  });
  const on = (isTerminal: boolean) =>
    createProgress(
      { out: output(false), err: output(isTerminal), stdin: process.stdin, env: {}, cwd: '/', now: () => now },
      'compiling',
    );
  const [piped, shown] = [on(false), on(true)];
  for (now = 0; now <= 290; now += 10) for (const progress of [piped, shown]) progress.update(now, 10_000);
  expect(written).toEqual([]);
  now = 400;
  for (const progress of [piped, shown]) progress.update(5_000, 10_000);
  expect(written).toEqual(['\r\u001b[2Kcompiling ############............ 5,000 of 10,000']);
  for (const progress of [piped, shown]) progress.end();
  expect(written.at(-1)).toBe('\r\u001b[2K');
});
