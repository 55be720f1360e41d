import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CODES, describe as describeFinding } from '../../diagnostics/codes.ts';
import { type ConditionProblem, compileCondition, parseCondition, printCondition } from './index.ts';

const scope = { attributes: null, unit: ['userId'] };

/** The text with the fixes of its problems applied, the last one first, overlapping ones left out. */
function mended(text: string, problems: readonly ConditionProblem[]): string {
  let result = text;
  let end = text.length + 1;
  for (const { fix } of [...problems].sort((left, right) => (right.fix?.span[0] ?? 0) - (left.fix?.span[0] ?? 0))) {
    if (fix === undefined || fix.span[1] > end) continue;
    result = result.slice(0, fix.span[0]) + fix.text + result.slice(fix.span[1]);
    end = fix.span[0];
  }
  return result;
}

describe('the grammar takes', () => {
  test.each([
    'a == "x"',
    'a!="x"',
    'a==1',
    'a==-1.5e-3',
    'a == true',
    'a != false',
    'a == semver "1"',
    'a != date "2026-01-01"',
    'a<1',
    'a <= 1',
    'a>1',
    'a>=semver"1.2.3"',
    'a < date "2026-01-01T00:00:00Z"',
    'a in ["x"]',
    'a not in ["x", "y",]',
    'a in cidr "::1"',
    'a not in cidr"10.0.0.0/8"',
    'a in[1,2]',
    'a in [semver "1", semver "2"]',
    'a starts_with "x"',
    'a not ends_with "x"',
    'a matches "x"',
    'a not matches "x"',
    'a contains "x"',
    'a not contains 1',
    'a contains true',
    'a contains any ["x"]',
    'a not contains all [1, 2]',
    'a contains any [semver "1"]',
    'a is present',
    'a is absent',
    'lower(a) == "x"',
    'lower ( a.b ) in ["x"]',
    'lower(`a b`) matches "x"',
    'now < date "2026-01-01"',
    'segment "x"',
    'segment"x"',
    'not segment "x"',
    'not not not a is present',
    'not(a is present)',
    '(a == 1)',
    '((a == 1) or (b == 2))',
    'a == 1\nand\tb == 2\r\nor c == 3',
    'a.b.in.and.date == 1',
    '`date` == 1',
    '`a\\`\\\\` == 1',
    'And == 1 or NOT == 2',
    'Date is present',
    'a == "\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00"',
    'a == "😀\u007f\u2028"',
    'a == 9007199254740991',
    'a == -9007199254740991',
    'a == 9007199254740993.0',
    'a == 1e308',
    'a == 1e-999',
    'a == 0',
    'a == 0.10',
    '__proto__ == 1',
    'constructor.prototype is present',
    'a == ""',
    'a in [""]',
  ])('%j', (text) => {
    expect([text, compileCondition(text, scope).problems]).toEqual([text, []]);
  });

  test('comparison before not, not before and, and before or', () => {
    const { expression } = parseCondition('not a == 1 and b == 2 or c == 3');
    expect(expression).toMatchObject({
      kind: 'or',
      of: [
        { kind: 'and', of: [{ kind: 'not', of: { kind: 'comparison' } }, { kind: 'comparison' }] },
        { kind: 'comparison' },
      ],
    });
  });

  test('spans that point at what they name', () => {
    const text = 'not ( email  not in ["a"] ) or segment "s"';
    const { expression } = parseCondition(text);
    expect(expression).toMatchObject({
      span: [0, 42],
      of: [
        {
          span: [0, 27],
          of: { span: [6, 25], operand: { span: [6, 11] }, operatorSpan: [13, 19], test: { list: { span: [20, 25] } } },
        },
        { span: [31, 42], nameSpan: [39, 42] },
      ],
    });
  });
});

describe('limits', () => {
  const ones = (count: number) => Array.from({ length: count }, () => '1').join(',');
  test.each([
    ['4,096 characters', `a == "${'x'.repeat(4_089)}"`, []],
    ['4,096 characters of two units each', `a == "${'😀'.repeat(4_089)}"`, []],
    ['4,097 characters', `a == "${'x'.repeat(4_090)}"`, [['FF1255', 0, 4_097]]],
    ['200 comparisons', Array.from({ length: 200 }, () => 'a == 1').join(' or '), []],
    ['201 comparisons', Array.from({ length: 201 }, () => 'a == 1').join(' or '), [['FF1255', 2_000, 2_001]]],
    ['200 comparisons and segments', `${Array.from({ length: 200 }, () => 'a==1').join(' or ')} or segment "s"`, []],
    ['32 parentheses', `${'('.repeat(32)}a == 1${')'.repeat(32)}`, []],
    ['33 parentheses', `${'('.repeat(33)}a == 1${')'.repeat(33)}`, [['FF1255', 32, 33]]],
    ['32 nots', `${'not '.repeat(32)}a == 1`, []],
    ['33 nots', `${'not '.repeat(33)}a == 1`, [['FF1255', 128, 131]]],
    ['16 of both', `${'not ('.repeat(16)}a == 1${')'.repeat(16)}`, []],
    ['16 of both and one more', `not ${'not ('.repeat(16)}a == 1${')'.repeat(16)}`, [['FF1255', 83, 84]]],
    ['32 levels twice', `${'('.repeat(32)}a == 1${')'.repeat(32)} and ${'('.repeat(32)}a == 1${')'.repeat(32)}`, []],
    ['a list of 1,000', `a in [${ones(1_000)}]`, []],
    ['a list of 1,000 and a comma', `a in [${ones(1_000)},]`, []],
    ['a list of 1,001', `a in [${ones(1_001)}]`, [['FF1255', 2_006, 2_007]]],
  ])('%s', (_name, text, expected) => {
    expect(parseCondition(text).problems.map(({ code, span }) => [code, ...span])).toEqual(expected);
  });

  test('what lies too deep does not hide what comes after it', () => {
    const text = `${'('.repeat(40)}a == 1${')'.repeat(40)} and b = 2`;
    expect(parseCondition(text).problems.map(({ code }) => code)).toEqual(['FF1255', 'FF1258']);
  });
});

describe('a mistake of another language is reported with the corrected form', () => {
  test.each([
    ['a == 1 AND b == 2', 'FF1258', [7, 10], 'a == 1 and b == 2'],
    ['a == 1 Or b == 2', 'FF1258', [7, 9], 'a == 1 or b == 2'],
    ['a == 1 && b == 2', 'FF1258', [7, 9], 'a == 1 and b == 2'],
    ['a == 1&&b == 2', 'FF1258', [6, 8], 'a == 1 and b == 2'],
    ['a == 1 || b == 2', 'FF1258', [7, 9], 'a == 1 or b == 2'],
    ['!(a == 1)', 'FF1258', [0, 1], 'not (a == 1)'],
    ['!a is present', 'FF1258', [0, 1], 'not a is present'],
    ['NOT a is present', 'FF1258', [0, 3], 'not a is present'],
    ['a = 1', 'FF1258', [2, 3], 'a == 1'],
    ['a === 1', 'FF1258', [2, 5], 'a == 1'],
    ['a !== 1', 'FF1258', [2, 5], 'a != 1'],
    ['a <> 1', 'FF1258', [2, 4], 'a != 1'],
    ['a => 1', 'FF1258', [2, 4], 'a >= 1'],
    ['a =< 1', 'FF1258', [2, 4], 'a <= 1'],
    ['a ≥ 1', 'FF1258', [2, 3], 'a >= 1'],
    ['a =~ "x"', 'FF1258', [2, 4], 'a matches "x"'],
    ['a IN ["x"]', 'FF1258', [2, 4], 'a in ["x"]'],
    ['a startsWith "x"', 'FF1258', [2, 12], 'a starts_with "x"'],
    ['a CONTAINS ANY ["x"]', 'FF1258', [2, 10], 'a contains any ["x"]'],
    ['a not == 1', 'FF1258', [2, 8], 'a != 1'],
    ['a is true', 'FF1258', [2, 4], 'a == true'],
    ['a is not "x"', 'FF1258', [2, 8], 'a != "x"'],
    ['a == True', 'FF1258', [5, 9], 'a == true'],
    ['LOWER(a) == "x"', 'FF1258', [0, 5], 'lower(a) == "x"'],
    ['SEGMENT "x"', 'FF1258', [0, 7], 'segment "x"'],
    ['a >= Semver "1"', 'FF1258', [5, 11], 'a >= semver "1"'],
    ["a == 'x'", 'FF1259', [5, 8], 'a == "x"'],
    ['a == \'say "hi"\'', 'FF1259', [5, 15], 'a == "say \\"hi\\""'],
    ['a == “x”', 'FF1259', [5, 8], 'a == "x"'],
    ['a == ‘x’', 'FF1259', [5, 8], 'a == "x"'],
    ['a == „x“', 'FF1259', [5, 8], 'a == "x"'],
    ['"x" in roles', 'FF1260', [0, 12], 'roles contains "x"'],
    ['"x" not in roles', 'FF1260', [0, 16], 'roles not contains "x"'],
    ['5 < age', 'FF1260', [0, 7], 'age > 5'],
    ['5 >= age', 'FF1260', [0, 8], 'age <= 5'],
    ['"x" == a', 'FF1260', [0, 8], 'a == "x"'],
    ['true != a', 'FF1260', [0, 9], 'a != true'],
    ['semver "2" <= appVersion', 'FF1260', [0, 24], 'appVersion >= semver "2"'],
    ['date "2026-01-01" < now', 'FF1260', [0, 23], 'now > date "2026-01-01"'],
    ['["x"] contains a', 'FF1260', [0, 16], 'a in ["x"]'],
    ['1 < a <= 5', 'FF1269', [0, 10], 'a > 1 and a <= 5'],
    ['not 1 < a <= 5', 'FF1269', [4, 14], 'not (a > 1 and a <= 5)'],
    ['a == null', 'FF1261', [0, 9], 'a is absent'],
    ['a != null', 'FF1261', [0, 9], 'a is present'],
    ['null == a', 'FF1260', [0, 9], 'a is absent'],
    ['a is null', 'FF1261', [2, 9], 'a is absent'],
    ['a is not null', 'FF1261', [2, 13], 'a is present'],
    ['a == nil', 'FF1261', [0, 8], 'a is absent'],
    ['a is not present', 'FF1262', [2, 16], 'a is absent'],
    ['a is not absent', 'FF1262', [2, 15], 'a is present'],
    ['a is missing', 'FF1262', [2, 12], 'a is absent'],
    ['a before date "2026-01-01"', 'FF1264', [2, 8], 'a < date "2026-01-01"'],
    ['a after date "2026-01-01"', 'FF1264', [2, 7], 'a > date "2026-01-01"'],
    ['date == 1', 'FF1263', [0, 4], '`date` == 1'],
    ['segment == 1', 'FF1263', [0, 7], '`segment` == 1'],
    ['in.x == 1', 'FF1263', [0, 2], '`in`.x == 1'],
    ['before is present', 'FF1263', [0, 6], '`before` is present'],
    ['a . b == 1', 'FF1271', [1, 4], 'a.b == 1'],
    ['a. b == 1', 'FF1271', [1, 3], 'a.b == 1'],
    ['user-id == 1', 'FF1254', [0, 7], '`user-id` == 1'],
    ['$a == 1', 'FF1254', [0, 2], '`$a` == 1'],
    ['größe == 1', 'FF1254', [0, 5], '`größe` == 1'],
    ['a == us-east-1', 'FF1270', [5, 14], 'a == "us-east-1"'],
    ['a contains any "x"', 'FF1265', [15, 18], 'a contains any ["x"]'],
    ['a in "10.0.0.0/8"', 'FF1265', [5, 17], 'a in cidr "10.0.0.0/8"'],
    ['a in ("x", "y")', 'FF1240', [5, 15], 'a in ["x", "y"]'],
    ['segment beta', 'FF1240', [8, 12], 'segment "beta"'],
    ['a >= semver 2.1', 'FF1240', [12, 15], 'a >= semver "2.1"'],
    ['a >= 2.1.0', 'FF1253', [5, 10], 'a >= semver "2.1.0"'],
    ['a > 2026-12-01', 'FF1253', [4, 14], 'a > date "2026-12-01"'],
    ['a in 10.0.0.0/8', 'FF1253', [5, 15], 'a in cidr "10.0.0.0/8"'],
    ['a > .5', 'FF1253', [4, 6], 'a > 0.5'],
    ['a > +5', 'FF1253', [4, 6], 'a > 5'],
    ['a > 007', 'FF1253', [4, 7], 'a > 7'],
    ['a > 1_000', 'FF1253', [4, 9], 'a > 1000'],
    ['a matches "\\d"', 'FF1252', [11, 13], 'a matches "\\\\d"'],
    ['a == "x\ny"', 'FF1252', [7, 8], 'a == "x\\ny"'],
    ['a\u00a0== 1', 'FF1272', [1, 2], 'a == 1'],
  ])('%j: %s at %j', (text, code, span, corrected) => {
    const { problems } = parseCondition(text);
    expect(problems).toContainEqual(expect.objectContaining({ code, span }));
    const first = mended(text, problems);
    // One run may uncover the next mistake, as with `CONTAINS ANY`.
    expect(mended(first, parseCondition(first).problems)).toBe(corrected);
    expect(parseCondition(corrected).problems).toEqual([]);
  });

  test.each([
    ['age between 1 and 5', 'FF1264', 'age >= 1 and age <= 5'],
    ['age not between 1 and 5', 'FF1264', 'not (age >= 1 and age <= 5)'],
    ['email like "%@a.com"', 'FF1264', 'email ends_with "@a.com"'],
    ['email like "a%"', 'FF1264', 'email starts_with "a"'],
    ['email like "%a%"', 'FF1264', 'email contains "a"'],
    ['email like "a%b"', 'FF1264', 'email matches "^a.*b$"'],
    ['email not like "a"', 'FF1264', 'email != "a"'],
    ['roles contains ["x"]', 'FF1265', 'roles contains any ["x"]'],
    ['country in "US"', 'FF1265', 'country in ["US"]'],
    ['country == ["US"]', 'FF1265', 'country in ["US"]'],
    ['a not < 1', 'FF1258', 'not a < 1'],
    ['beta', 'FF1266', 'beta == true'],
  ])('%j: %s, with %j as its hint only, for it can have meant something else', (text, code, write) => {
    const { problems } = parseCondition(text);
    expect(problems).toMatchObject([{ code, args: { write } }]);
    expect(problems[0]).not.toHaveProperty('fix');
    expect(parseCondition(write).problems).toEqual([]);
  });
});

describe('everything else that the grammar does not have', () => {
  test.each([
    ['', [['FF1251', 0, 0]]],
    [' \n', [['FF1251', 0, 2]]],
    ['a', [['FF1266', 0, 1]]],
    ['not a', [['FF1266', 4, 5]]],
    ['a and b == 1', [['FF1266', 0, 1]]],
    ['a ==', [['FF1240', 2, 4]]],
    ['== 1', [['FF1240', 0, 2]]],
    ['and a == 1', [['FF1240', 0, 3]]],
    ['a == 1 and', [['FF1240', 7, 10]]],
    ['a == 1 b == 2', [['FF1240', 7, 8]]],
    ['a == 1, b == 2', [['FF1240', 6, 7]]],
    ['a == b', [['FF1270', 5, 6]]],
    ['a == `x`', [['FF1270', 5, 8]]],
    ['a < b.c', [['FF1270', 4, 7]]],
    ['a == 1 == 2', [['FF1269', 7, 9]]],
    ['a == now', [['FF1268', 5, 8]]],
    ['a == lower(b)', [['FF1267', 5, 10]]],
    ['lower("A") == "a"', [['FF1267', 6, 9]]],
    ['lower(lower(a)) == "a"', [['FF1267', 6, 11]]],
    ['upper(a) == "A"', [['FF1276', 0, 5]]],
    ['true', [['FF1260', 0, 4]]],
    ['"a" == "b"', [['FF1260', 0, 6]]],
    ['a in []', [['FF1256', 5, 7]]],
    ['a in [1, "x"]', [['FF1257', 9, 12]]],
    ['a in [1, semver "1"]', [['FF1257', 9, 19]]],
    ['a in [1 2]', [['FF1240', 8, 9]]],
    ['a in [,]', [['FF1240', 6, 7]]],
    ['a in [[1]]', [['FF1240', 6, 7]]],
    ['a in [null]', [['FF1261', 6, 10]]],
    [
      'a in [us, de]',
      [
        ['FF1270', 6, 8],
        ['FF1270', 10, 12],
      ],
    ],
    ['a in [1', [['FF1273', 5, 6]]],
    ['(a == 1', [['FF1273', 0, 1]]],
    ['a == 1)', [['FF1273', 6, 7]]],
    ['()', [['FF1273', 0, 2]]],
    ['a == "x', [['FF1252', 5, 7]]],
    ['a == "\\ud800"', [['FF1252', 6, 12]]],
    [
      'a == "\\ude00\\ud83d"',
      [
        ['FF1252', 6, 12],
        ['FF1252', 12, 18],
      ],
    ],
    ['a == "\ud800"', [['FF1252', 6, 7]]],
    ['a == "\\u12"', [['FF1252', 6, 8]]],
    ['a == "\\x41"', [['FF1252', 6, 8]]],
    ['a == "\t"', [['FF1252', 6, 7]]],
    ['a == 1e999', [['FF1253', 5, 10]]],
    ['a == 9007199254740992', [['FF1253', 5, 21]]],
    ['a == -9007199254740992', [['FF1253', 5, 22]]],
    ['a == 5and b == 1', [['FF1253', 5, 9]]],
    ['a == 5_', [['FF1253', 5, 7]]],
    ['a == 0x1F', [['FF1253', 5, 9]]],
    ['a == 1.', [['FF1253', 5, 7]]],
    ['a == 1e', [['FF1253', 5, 7]]],
    [
      'a == -',
      [
        ['FF1272', 5, 6],
        ['FF1240', 2, 4],
      ],
    ],
    ['a..b == 1', [['FF1254', 1, 2]]],
    ['a.1 == 1', [['FF1254', 1, 2]]],
    ['`` == 1', [['FF1254', 0, 2]]],
    ['`a == 1', [['FF1254', 0, 7]]],
    [`\`${'a'.repeat(101)}\` == 1`, [['FF1254', 0, 103]]],
    ['`a\\n` == 1', [['FF1254', 2, 3]]],
    ['a % 2 == 0', [['FF1272', 2, 3]]],
    ['if a == 1 then b', [['FF1264', 0, 2]]],
    ['a == 1 then "x"', [['FF1264', 7, 11]]],
    ['a not is present', []],
    ['segment', [['FF1240', 0, 7]]],
    ['semver "1" ', [['FF1260', 0, 10]]],
    ['a == semver', [['FF1240', 5, 11]]],
    ['a.b.c', [['FF1266', 0, 5]]],
    ['a["b"] == 1', [['FF1240', 1, 6]]],
  ])('%j', (text, expected) => {
    const found = parseCondition(text).problems.map(({ code, span }) => [code, ...span]);
    for (const each of expected) expect(found).toContainEqual(each);
    expect(found.length).toBeGreaterThan(0);
  });

  test('is all reported in one run, in the order of the text', () => {
    const text = "a = 1 AND (b == 'x' || c in []) and d between 1 and 2 and 5 < e and f == us-1 and g";
    expect(parseCondition(text).problems.map(({ code }) => code)).toEqual([
      'FF1258',
      'FF1258',
      'FF1259',
      'FF1258',
      'FF1256',
      'FF1264',
      'FF1260',
      'FF1270',
      'FF1266',
    ]);
  });
});

describe('any text', () => {
  const piece = fc.constantFrom(
    'a',
    'b.c',
    '`d e`',
    'and',
    'or',
    'not',
    'AND',
    'in',
    'is',
    'present',
    'contains',
    'any',
    'matches',
    'segment',
    'semver',
    'date',
    'cidr',
    'lower',
    'now',
    'true',
    'null',
    'if',
    'between',
    'like',
    'before',
    '(',
    ')',
    '[',
    ']',
    ',',
    '.',
    '==',
    '!=',
    '<',
    '>=',
    '=',
    '!',
    '&&',
    '"x"',
    '"1.2"',
    "'y'",
    '“z”',
    '1',
    '-2.5',
    '1.2.3',
    '"',
    '`',
    '\\',
    '😀',
    '\ud800',
    '\u00a0',
    '\n',
    '%',
    'x-y',
  );
  const soup = fc
    .array(fc.tuple(piece, fc.constantFrom(' ', ' ', '')))
    .map((pieces) => pieces.map((pair) => pair.join('')).join(''));

  test('is parsed, checked and described without an exception, with spans inside it', () => {
    fc.assert(
      fc.property(fc.oneof(soup, fc.string({ unit: 'binary' })), (text) => {
        const { condition, problems } = compileCondition(text, {
          attributes: [{ path: ['a'], type: 'semver' }],
          unit: ['b', 'c'],
        });
        expect(condition === null).toBe(problems.length > 0);
        for (const problem of problems) {
          expect(Object.hasOwn(CODES, problem.code)).toBe(true);
          expect(describeFinding(problem).message).not.toMatch(/^$|undefined|\[object/);
          expect(0 <= problem.span[0] && problem.span[0] <= problem.span[1] && problem.span[1] <= text.length).toBe(
            true,
          );
        }
      }),
      { numRuns: 1_500 },
    );
  });

  test('with its fixes applied comes to an end', () => {
    fc.assert(
      fc.property(soup, (text) => {
        let current = text;
        for (let round = 0; round < 12; round += 1) {
          const next = mended(current, compileCondition(current, scope).problems);
          if (next === current) return;
          current = next;
        }
        expect([text, current]).toEqual([text, 'still changing']);
      }),
      { numRuns: 500 },
    );
  });

  test('of the greatest length is read in well under a second', () => {
    for (const part of [
      '(',
      'not ',
      '%',
      'a == ',
      '"',
      '[',
      'a.',
      '`',
      '1.',
      '😀',
      "'",
      'a in [',
      '\\',
      '\ud800',
      '!',
    ]) {
      const text = part.repeat(Math.floor(4_096 / part.length));
      const started = performance.now();
      expect(parseCondition(text).problems.length).toBeGreaterThan(0);
      expect(performance.now() - started).toBeLessThan(1_000);
    }
  });
});

test('a recovered expression is what was meant', () => {
  const { expression } = parseCondition("a = 'x' AND 5 < b");
  expect(expression === null ? null : printCondition(expression)).toBe('a == "x" and b > 5');
});
