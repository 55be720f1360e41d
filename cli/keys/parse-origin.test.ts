import { expect, test } from 'vitest';
import type { CommandError } from '../command-error.ts';
import { parseKeyName } from './parse-key-name.ts';
import { parseOrigin, parseOrigins } from './parse-origin.ts';

test.each([
  ['https://shop.example', 'https://shop.example'],
  ['https://Shop.Example/', 'https://shop.example'],
  ['https://shop.example:443', 'https://shop.example'],
  ['http://localhost:3000', 'http://localhost:3000'],
  ['http://[::1]:3000', 'http://[::1]:3000'],
  ['https://bücher.example', 'https://xn--bcher-kva.example'],
])('%s is the origin %s', (text, origin) => {
  expect(parseOrigin(text)).toBe(origin);
});

test.each([
  ['https://shop.example/cart', 'https://shop.example'],
  ['https://shop.example?x=1', 'https://shop.example'],
  ['https://shop.example/?', 'https://shop.example'],
  ['https://user:secret@shop.example', 'https://shop.example'],
  ['shop.example', 'scheme and host'],
  ['localhost:3000', 'scheme and host'],
  ['*', 'scheme and host'],
  ['https://*.shop.example', 'scheme and host'],
  ['ftp://shop.example', 'scheme and host'],
  ['null', 'scheme and host'],
  ['', 'scheme and host'],
])('%j is none, and the hint says what is: %s', (text, hint) => {
  let problem: unknown;
  try {
    parseOrigin(text);
  } catch (error) {
    problem = error;
  }
  expect((problem as CommandError).code).toBe('FF3145');
  expect((problem as CommandError).hints.join()).toContain(hint);
});

test('origins are sorted, each once; none is any', () => {
  expect(parseOrigins(['https://b.example', 'https://a.example/', 'https://a.example'])).toEqual([
    'https://a.example',
    'https://b.example',
  ]);
  expect(parseOrigins([])).toBeNull();
});

test('a name is one short line that holds no key', () => {
  expect([parseKeyName(undefined), parseKeyName('  checkout service ')]).toEqual([null, 'checkout service']);
  for (const name of ['', ' ', 'a\nb', 'a\u001b[31mb', 'x'.repeat(101), `ff_server_a_k7f3q2ab_${'s'.repeat(43)}`])
    expect(() => parseKeyName(name)).toThrow('--name');
});
