import { expect, test } from 'vitest';
import { compareSemver, parseSemver, type Semver } from './semver.ts';

const parsed = (text: string): Semver => {
  const semver = parseSemver(text);
  if (semver === null) throw new Error(`${text} is no version`);
  return semver;
};

test('orders versions by SemVer 2.0 precedence', () => {
  const ascending = [
    '0',
    '0.0.1',
    '0.1',
    '1.0.0-0',
    '1.0.0-1',
    '1.0.0-9007199254740993',
    '1.0.0-9007199254740994',
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    '1.0.0-beta',
    '1.0.0-beta.2',
    '1.0.0-beta.11',
    '1.0.0-rc.1',
    '1.0.0',
    '1.0.1',
    '1.9',
    '1.10',
    'v2',
    '10.0.0',
    '99999999999999999999.0.0',
  ];
  for (let i = 0; i < ascending.length; i++) {
    for (let j = 0; j < ascending.length; j++) {
      const order = compareSemver(parsed(ascending[i] ?? ''), parsed(ascending[j] ?? ''));
      expect([ascending[i], ascending[j], Math.sign(order)]).toEqual([ascending[i], ascending[j], Math.sign(i - j)]);
    }
  }
});

test.each([
  ['1', '1.0.0'],
  ['v1.2', '1.2.0'],
  ['1.2.3+build.7', '1.2.3'],
  ['1.2.3+001', '1.2.3+002'],
  ['1-rc.1+x', '1.0.0-rc.1'],
])('takes %j and %j for equal', (a, b) => {
  expect(compareSemver(parsed(a), parsed(b))).toBe(0);
});

test.each([
  '',
  'v',
  'V1.0.0',
  '1.',
  '.1',
  '1..2',
  '1.2.3.4',
  '01.0.0',
  '1.02',
  '1.0.0-',
  '1.0.0-01',
  '1.0.0-a..b',
  '1.0.0+',
  '1.0.0+a+b',
  '1.0.0-ä',
  ' 1.0.0',
  '1.0.0 ',
  '1.x',
  `1.0.0-${'a'.repeat(260)}`,
  '１.0.0',
])('takes %j for another type', (text) => {
  expect(parseSemver(text)).toBeNull();
});

test('accepts 256 characters and not one more', () => {
  expect(parseSemver(`1.0.0-${'a'.repeat(250)}`)).not.toBeNull();
  expect(parseSemver(`1.0.0-${'a'.repeat(251)}`)).toBeNull();
});
