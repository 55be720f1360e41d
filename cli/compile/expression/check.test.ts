import { describe, expect, test } from 'vitest';
import { describe as describeFinding } from '../../diagnostics/codes.ts';
import type { Attribute, AttributeType } from '../model.ts';
import { compileCondition } from './index.ts';

const types: readonly (readonly [path: string, type: AttributeType, values?: Attribute['enum']])[] = [
  ['email', 'string'],
  ['region', 'string', ['us-east-1', 'EU-West-1']],
  ['company.plan', 'string'],
  ['age', 'number'],
  ['level', 'number', [1, 2, 3]],
  ['beta', 'boolean'],
  ['appVersion', 'semver'],
  ['signedUpAt', 'date'],
  ['ip', 'ip'],
  ['roles', 'string[]', ['admin', 'editor']],
  ['sizes', 'number[]'],
  ['answers', 'boolean[]'],
  ['release', 'semver', ['1.0.0', '2.0.0']],
];
const attributes: readonly Attribute[] = types.map(([path, type, values]) => ({
  path: path.split('.'),
  type,
  ...(values === undefined ? {} : { enum: values }),
}));
const scope = { attributes, unit: ['account', 'id'] };
const untyped = { attributes: null, unit: ['userId'] };

function problemsOf(text: string, within: typeof scope | typeof untyped = scope) {
  return compileCondition(text, within).problems;
}

const LITERALS: Readonly<Record<string, string>> = {
  string: '"x"',
  number: '1',
  boolean: 'true',
  semver: 'semver "1"',
  date: 'date "2026-01-01"',
  ip: 'cidr "10.0.0.0/8"',
  'string[]': '"admin"',
  'number[]': '1',
  'boolean[]': 'true',
};
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  string: ['==', '!=', 'in', 'starts_with', 'ends_with', 'contains', 'matches'],
  number: ['==', '!=', '<', '<=', '>', '>=', 'in'],
  boolean: ['==', '!=', 'in'],
  semver: ['==', '!=', '<', '<=', '>', '>=', 'in'],
  date: ['==', '!=', '<', '<=', '>', '>=', 'in'],
  ip: ['in'],
  'string[]': ['contains', 'contains any', 'contains all'],
  'number[]': ['contains', 'contains any', 'contains all'],
  'boolean[]': ['contains', 'contains any', 'contains all'],
};
const OPERATORS = [
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'in',
  'starts_with',
  'ends_with',
  'contains',
  'contains any',
  'contains all',
  'matches',
];
const PATHS: Readonly<Record<string, string>> = {
  string: 'email',
  number: 'age',
  boolean: 'beta',
  semver: 'appVersion',
  date: 'signedUpAt',
  ip: 'ip',
  'string[]': 'roles',
  'number[]': 'sizes',
  'boolean[]': 'answers',
};

function comparison(type: string, operator: string): string {
  const literal = LITERALS[type] ?? '';
  return `${PATHS[type] ?? ''} ${operator} ${/^(in|contains a..)$/.test(operator) ? `[${literal}]` : literal}`;
}

const cases = Object.keys(ALLOWED).flatMap((type) => OPERATORS.map((operator) => [type, operator] as const));

describe('an operator', () => {
  test.each(cases)('on a %s: %s', (type, operator) => {
    const codes = problemsOf(comparison(type, operator)).map(({ code }) => code);
    expect(codes).toEqual(ALLOWED[type]?.includes(operator) === true ? [] : ['FF1243']);
  });

  test.each(Object.keys(ALLOWED))('on a %s: is present, is absent', (type) => {
    expect(problemsOf(`${PATHS[type] ?? ''} is present or ${PATHS[type] ?? ''} is absent`)).toEqual([]);
  });

  test.each([
    ['roles == "admin"', 'roles contains "admin"', false],
    ['roles not in ["admin"]', 'roles not contains any ["admin"]', false],
    ['email contains any ["a"]', 'email in ["a"]', false],
    ['ip == "10.0.0.1"', 'ip in cidr "10.0.0.1"', true],
    ['ip != "10.0.0.1"', 'ip not in cidr "10.0.0.1"', true],
  ])('%j is answered with %j', (text, write, isFixed) => {
    const [problem] = problemsOf(text);
    expect(problem).toMatchObject({ code: 'FF1243', args: { write } });
    expect(problem?.fix !== undefined).toBe(isFixed);
    expect(problemsOf(write)).toEqual([]);
  });

  test.each(['appVersion starts_with "2."', 'signedUpAt contains "2026"', 'ip matches "^10"'])(
    'for text has a hint in %j',
    (text) => {
      const [problem] = problemsOf(text);
      expect(problem === undefined ? '' : describeFinding(problem).hint).toMatch(/compared|tested/);
    },
  );
});

describe('a literal of another type', () => {
  test.each([
    ['appVersion >= "2.1"', [14, 19], 'appVersion >= semver "2.1"'],
    ['appVersion >= 2.10', [14, 18], 'appVersion >= semver "2.10"'],
    ['appVersion in ["1", "2"]', [14, 24], 'appVersion in [semver "1", semver "2"]'],
    ['signedUpAt > "2026-01-01"', [13, 25], 'signedUpAt > date "2026-01-01"'],
    ['signedUpAt > 1700000000000', [13, 26], 'signedUpAt > date "2023-11-14T22:13:20Z"'],
    ['ip in ["10.0.0.0/8"]', [6, 20], 'ip in cidr "10.0.0.0/8"'],
    ['ip in ["10.0.0.0/8", "::1"]', [6, 27], 'ip in [cidr "10.0.0.0/8", cidr "::1"]'],
    ['age == "18"', [7, 11], 'age == 18'],
    ['age in ["1", "2"]', [7, 17], 'age in [1, 2]'],
    ['beta == "true"', [8, 14], 'beta == true'],
    ['email == 5', [9, 10], 'email == "5"'],
    ['company.plan != true', [16, 20], 'company.plan != "true"'],
    ['sizes contains "1"', [15, 18], 'sizes contains 1'],
    ['sizes not contains any ["1"]', [23, 28], 'sizes not contains any [1]'],
  ])('%j: FF1241 at %j, mended to %j', (text, span, write) => {
    const problems = problemsOf(text);
    expect(problems).toMatchObject([{ code: 'FF1241', span, args: { write } }]);
    const fix = problems[0]?.fix;
    expect(fix === undefined ? '' : text.slice(0, fix.span[0]) + fix.text + text.slice(fix.span[1])).toBe(write);
    expect(problemsOf(write)).toEqual([]);
  });

  test.each([
    'appVersion >= "banana"',
    'signedUpAt > 5',
    'age == "many"',
    'email == semver "1"',
    'age > semver "1"',
    'email in cidr "10.0.0.0/8"',
    'beta == 1',
  ])('%j: FF1241 without a mend, for nothing else can have been meant', (text) => {
    expect(problemsOf(text)).toMatchObject([{ code: 'FF1241' }]);
    expect(problemsOf(text)[0]?.fix).toBeUndefined();
  });

  test('is said in words', () => {
    const [problem] = problemsOf('appVersion >= "2.1"');
    expect(problem === undefined ? null : describeFinding(problem)).toEqual({
      severity: 'error',
      message: '"appVersion" is a semver, "2.1" is a string',
      hint: 'write  appVersion >= semver "2.1"',
    });
  });
});

describe('an attribute', () => {
  test.each([
    ['emial == "x"', [0, 5], 'email'],
    ['lower(emial) == "x"', [0, 12], 'email'],
    ['appversion is present', [0, 10], 'appVersion'],
    ['company.plna == "x"', [0, 12], 'company.plan'],
    ['plan == "x"', [0, 4], 'company.plan'],
    ['targetingkey == "x"', [0, 12], 'targetingKey'],
    ['`company.plan` == "x"', [0, 14], 'company.plan'],
  ])('that is not declared, %j: FF1242 at %j, did you mean %j', (text, span, suggestion) => {
    expect(problemsOf(text)).toMatchObject([{ code: 'FF1242', span, args: { suggestion } }]);
  });

  test.each(['zzz == 1', 'email.domain == "x"', 'company.plan.x is present', 'roles.0 == "x"'])(
    '%j is not declared',
    (text) => {
      expect(problemsOf(text).length).toBeGreaterThan(0);
    },
  );

  test.each([
    'account.id == "x"',
    'account.id > 5',
    'targetingKey starts_with "x"',
    'account is present',
    'company is absent',
  ])('%j is known without a declaration', (text) => {
    expect(problemsOf(text)).toEqual([]);
  });

  test.each(['company == "x"', 'account in ["x"]', 'lower(company) contains "x"'])(
    '%j: only presence can be asked of a parent',
    (text) => {
      expect(problemsOf(text)).toMatchObject([{ code: 'FF1274' }]);
    },
  );

  test('of any name and type may be used when none are declared', () => {
    expect(problemsOf('zzz == 1 and zzz.y contains "x" and q >= semver "1"', untyped)).toEqual([]);
  });
});

describe('an enum', () => {
  test.each([
    ['region == "us-east-2"', [10, 21]],
    ['region != "US-EAST-1"', [10, 21]],
    ['region in ["us-east-1", "x"]', [24, 27]],
    ['lower(region) == "eu-west-2"', [17, 28]],
    ['level == 4', [9, 10]],
    ['roles contains "owner"', [15, 22]],
    ['roles contains all ["admin", "owner"]', [29, 36]],
    ['release == semver "1.1"', [11, 23]],
  ])('%j: FF1245 at %j', (text, span) => {
    expect(problemsOf(text)).toMatchObject([{ code: 'FF1245', span }]);
  });

  test.each([
    'region == "us-east-1"',
    'lower(region) == "eu-west-1"',
    'lower(region) == "EU-WEST-1"',
    'region starts_with "xx"',
    'region contains "xx"',
    'level in [1, 3]',
    'level > 17',
    'roles contains any ["admin"]',
    'lower(roles) contains "ADMIN"',
    'release == semver "v1.0"',
    'release > semver "7"',
  ])('%j is fine', (text) => {
    expect(problemsOf(text)).toEqual([]);
  });
});

describe('a typed literal', () => {
  test.each([
    ['semver "1.2.3.4"', 'more than three'],
    ['semver "01.2"', 'leading zero'],
    ['semver "1.2.3-01"', 'leading zeros'],
    ['semver "V1"', 'lower case'],
    ['semver ""', 'written like'],
    ['semver " 1"', 'written like'],
    [`semver "${'1'.repeat(257)}"`, '256'],
    ['date "2026-02-29"', 'no day'],
    ['date "0000-01-01"', 'year 0000'],
    ['date "2026-01-01T24:00:00Z"', 'hour 24'],
    ['date "2026-01-01T23:59:60Z"', 'second 60'],
    ['date "2026-01-01T10:00:00"', 'offset'],
    ['date "2026-01-01T10:00"', 'offset'],
    ['date "2026-01-01 10:00:00Z"', '"T"'],
    ['date "1 May 2026"', 'written like'],
    ['date "1700000000000"', 'written like'],
  ])('%s: FF1246, because %s', (literal, reason) => {
    expect(problemsOf(`x > ${literal}`, untyped)).toMatchObject([
      { code: 'FF1246', span: [4, 4 + literal.length], args: { reason: expect.stringContaining(reason) } },
    ]);
  });

  test.each([
    ['10.0.0.0/33', '0 to 32'],
    ['10.0.0/8', 'written like'],
    ['010.0.0.0/8', 'leading zeros'],
    ['10.0.0.256', 'leading zeros'],
    ['::ffff:10.0.0.0/95', '96 to 128'],
    ['2001:db8::/129', '0 to 128'],
    ['10.0.0.0/08', '0 to 32'],
    ['fe80::1%eth0', 'written like'],
    ['', 'written like'],
  ])('cidr %j: FF1246, because %s', (text, reason) => {
    expect(problemsOf(`ip in cidr "${text}"`)).toMatchObject([
      { code: 'FF1246', args: { reason: expect.stringContaining(reason) } },
    ]);
  });

  test.each([
    ['10.1.2.3/8', '10.0.0.0/8'],
    ['0.0.0.1/0', '0.0.0.0/0'],
    ['10.0.0.1/31', '10.0.0.0/31'],
    ['2001:DB8::1/32', '2001:db8::/32'],
    ['::1/127', '::/127'],
    ['::ffff:10.1.2.3/104', '10.0.0.0/8'],
    ['::ffff:a01:203/104', '10.0.0.0/8'],
    ['1:0:0:2:0:0:0:3/64', '1:0:0:2::/64'],
  ])('cidr %j has host bits: FF1247, mended to %j', (text, masked) => {
    const source = `ip in cidr "${text}"`;
    expect(problemsOf(source)).toMatchObject([
      { code: 'FF1247', span: [6, source.length], fix: { text: `cidr "${masked}"` } },
    ]);
    expect(problemsOf(`ip in cidr "${masked}"`)).toEqual([]);
  });

  test.each([
    '10.0.0.0/8',
    '10.1.2.3',
    '10.1.2.3/32',
    '::',
    '::1',
    '2001:db8::/32',
    '::ffff:10.0.0.0/104',
    '::ffff:0:0/96',
    '::ffff:10.1.2.3',
    '0.0.0.0/0',
  ])('cidr %j is fine', (text) => {
    expect(problemsOf(`ip in cidr "${text}"`)).toEqual([]);
  });
});

describe('what stands beside an operator', () => {
  test.each([
    ['x contains ""', 'FF1248', [11, 13]],
    ['x starts_with ""', 'FF1248', [14, 16]],
    ['x not ends_with ""', 'FF1248', [16, 18]],
    ['lower(x) matches ""', 'FF1248', [17, 19]],
    ['x < "5"', 'FF1244', [4, 7]],
    ['x >= true', 'FF1244', [5, 9]],
    ['x > cidr "::1"', 'FF1244', [4, 14]],
    ['x == cidr "::1"', 'FF1244', [5, 15]],
    ['x contains semver "1"', 'FF1244', [11, 21]],
    ['x starts_with 5', 'FF1244', [14, 15]],
    ['x matches semver "1"', 'FF1244', [10, 20]],
    ['lower(x) == 5', 'FF1267', [12, 13]],
    ['lower(x) in [1, 2]', 'FF1267', [13, 14]],
    ['lower(x) < 5', 'FF1267', [11, 12]],
    ['lower(x) in cidr "::1"', 'FF1267', [12, 22]],
    ['lower(x) contains true', 'FF1267', [18, 22]],
    ['now == date "2026-01-01"', 'FF1268', [4, 6]],
    ['now is present', 'FF1268', [4, 14]],
    ['now in [date "2026-01-01"]', 'FF1268', [4, 6]],
    ['now < 5', 'FF1268', [6, 7]],
    ['now > "2026-01-01"', 'FF1268', [6, 18]],
    ['now > semver "1"', 'FF1268', [6, 16]],
    ['now > date "soon"', 'FF1246', [6, 17]],
  ])('%j: %s at %j', (text, code, span) => {
    expect(problemsOf(text, untyped)).toMatchObject([{ code, span }]);
  });

  test.each([
    ['x < "5"', 'x < 5  or  x < semver "5"'],
    ['x < "2.1.0"', 'x < semver "2.1.0"'],
    ['x < "2026-01-01"', 'x < date "2026-01-01"'],
    ['x == cidr "::1"', 'in cidr "::1"'],
    ['x starts_with 5', 'x starts_with "5"'],
  ])('%j is answered with %j', (text, write) => {
    expect(problemsOf(text, untyped)).toMatchObject([{ args: { write } }]);
  });

  test.each([['lower(age) == "x"'], ['lower(ip) == "x"'], ['lower(sizes) contains "x"']])(
    '%j: only texts have a case',
    (text) => {
      expect(problemsOf(text)).toMatchObject([{ code: 'FF1243', args: { fault: 'lower' } }]);
    },
  );
});

describe('a pattern', () => {
  test('is refused where its fault stands, through the escapes of the string', () => {
    const text = 'email matches "é\\\\\\u0064+😀\\\\b"';
    const [problem] = problemsOf(text);
    expect(problem).toMatchObject({ code: 'FF1249', args: { reason: expect.stringContaining('word boundaries') } });
    expect(problem === undefined ? '' : text.slice(...problem.span)).toBe('\\\\b');
  });

  test('that is too complex is refused as such', () => {
    expect(problemsOf('email matches "a.{30}b$"')).toMatchObject([{ code: 'FF1250', span: [14, 24] }]);
  });
});

test('everything is reported in one run, with the mistakes of grammar, in the order of the text', () => {
  expect(
    problemsOf('emial = "x" and age > "5" && region == "x" or ip in cidr "1.2.3.4/8"').map(({ code }) => code),
  ).toEqual(['FF1242', 'FF1258', 'FF1241', 'FF1258', 'FF1245', 'FF1247']);
});
