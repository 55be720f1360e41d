import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findJsonMistake } from '../diagnostics/json-mistake.ts';
import { toOneLine } from './one-line.ts';
import { parseContext } from './parse-context.ts';
import { readLines } from './read-lines.ts';

describe('finds where a text stops being JSON', () => {
  test.each<[text: string, offset: number, problem: RegExp]>([
    ['', 0, /empty/],
    ['{a: 1}', 1, /double quotes: "a"/],
    ["{'a': 1}", 1, /double quotes/],
    ['{"a": b}', 6, /double quotes: "b"/],
    ['{"a" 1}', 5, /colon/],
    ['{"a": 1 "b": 2}', 8, /comma or }/],
    ['{"a": 1,}', 8, /one too many/],
    ['[1, 2,]', 6, /one too many/],
    ['{"a": 1', 7, /too early/],
    ['{"a": "x', 8, /closing quote/],
    ['{"a": "\\x"}', 7, /escape/],
    ['{"a": "\\u12"}', 7, /escape/],
    ['{"a": "a\tb"}', 8, /control character/],
    ['{"a": 01}', 6, /number/],
    ['{"a": 1.}', 6, /number/],
    ['{"a": NaN}', 6, /double quotes/],
    ['{} {}', 3, /nothing may follow/],
    ['{"a": [}', 7, /unexpected/],
  ])('%j', (text, offset, problem) => {
    expect(findJsonMistake(text)).toEqual({ offset, problem: expect.stringMatching(problem) });
  });

  test('agrees with JSON.parse about every text', () => {
    const isJson = (text: string): boolean => {
      try {
        JSON.parse(text);
        return true;
      } catch {
        return false;
      }
    };
    const pieces = fc.array(
      fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '"a"',
        '"',
        '1',
        '-',
        '0.5',
        'e3',
        'true',
        'null',
        ' ',
        '\\u0041',
        '\n',
        'x',
      ),
      { maxLength: 9 },
    );
    const texts = fc.oneof(
      pieces.map((parts) => parts.join('')),
      fc.json(),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(findJsonMistake(text) === null).toBe(isJson(text));
      }),
      { numRuns: 2_000 },
    );
  });

  test('is not stopped by nesting', () => {
    expect(findJsonMistake('['.repeat(200_000))).toMatchObject({ offset: 200_000 });
  });
});

test('a context on one line keeps every character but the line breaks between its tokens', () => {
  expect(toOneLine(' {"a":  1.0,"b":12345678901234567890} ')).toBe('{"a":  1.0,"b":12345678901234567890}');
  expect(toOneLine('{\r\n  "a b": "c  d",\n\n\n  "e": [1]\n}\n')).toBe('{ "a b": "c  d", "e": [1] }');
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const line = toOneLine(JSON.stringify(value, null, 2));
      expect(line).not.toMatch(/[\r\n]/);
      expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('a mistake in a context has its line and column', () => {
  expect(parseContext('{\n  "a": 1,\n  b: 2\n}')).toMatchObject({ line: 3, column: 3 });
});

test('lines end at LF or CRLF only, wherever the chunks are cut', async () => {
  const text = '\ufeff{"a":"\u2028é😀"}\r\n\n{"b":1}\r\nlast';
  const bytes = Buffer.from(text, 'utf8');
  for (const size of [1, 2, 3, 5, 100]) {
    const chunks: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
    const lines: [number, string][] = [];
    for await (const batch of readLines(Readable.from(chunks)))
      for (const line of batch) lines.push([line.number, line.text]);
    expect(lines).toEqual([
      [1, '{"a":"\u2028é😀"}'],
      [2, ''],
      [3, '{"b":1}'],
      [4, 'last'],
    ]);
  }
});

test.each<[name: string, chunks: readonly (string | number[])[], handedOut: number, line: number]>([
  ['at the end', ['{}\n{}\n', [0x7b, 0xff]], 2, 3],
  ['in the middle of a chunk', ['{}\n{}\n\ufffd', [0xff, 0x0a, 0x7b, 0x7d, 0x0a]], 2, 3],
  ['in the first line', [[0xff, 0x0a], '{}\n'], 0, 1],
  ['in a character that its line cuts off', ['{}\n', [0xc3, 0x0a], '{}\n'], 1, 2],
])(
  'bytes that are not UTF-8 %s are refused with their line, after the lines before it',
  async (_, chunks, handedOut, line) => {
    const numbers: number[] = [];
    const read = async (): Promise<void> => {
      const stream = Readable.from(
        chunks.map((chunk) => (typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk))),
      );
      for await (const batch of readLines(stream)) numbers.push(...batch.map(({ number }) => number));
    };
    await expect(read()).rejects.toMatchObject({ line, message: 'not UTF-8' });
    expect(numbers).toEqual(Array.from({ length: handedOut }, (_, index) => index + 1));
  },
);

test('a line without end takes no more memory than the limit', async () => {
  const chunk = Buffer.alloc(1_048_576, 'a');
  let read = 0;
  function* endless(): Generator<Buffer> {
    for (;;) {
      read += 1;
      yield chunk;
    }
  }
  const walk = async (): Promise<void> => {
    for await (const _ of readLines(Readable.from(endless())));
  };
  await expect(walk()).rejects.toMatchObject({ line: 1, message: 'longer than 16 MiB' });
  expect(read).toBeLessThan(40);
});

test('what is quoted of a long mistake is short', () => {
  expect(findJsonMistake('a'.repeat(100_000))?.problem.length).toBeLessThan(100);
});
