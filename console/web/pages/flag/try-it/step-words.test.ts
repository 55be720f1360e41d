/** Every step of every case of the conformance files has words, and the ones that people meet most say what they should. */
import { readdirSync, readFileSync } from 'node:fs';
import { type Condition, createEvaluator, type Explanation, type Snapshot } from '@flagforge/sdk/engine';
import { expect, test } from 'vitest';
import { answerWords } from './answer-words.ts';
import { type StepWords, stepWords } from './step-words.ts';

type Written = Partial<Snapshot>;

interface CaseGroup {
  readonly description: string;
  readonly snapshot?: Written;
  readonly cases?: readonly {
    readonly name: string;
    readonly flag: string;
    readonly context: unknown;
    readonly now?: number;
    readonly overrides?: unknown;
  }[];
  readonly conditions?: readonly {
    readonly name: string;
    readonly if: Condition;
    readonly context: unknown;
    readonly now?: number;
  }[];
}

const FOLDER = new URL('../../../../../sdk/conformance/', import.meta.url);
const groups = readdirSync(FOLDER)
  .filter((name) => /^\d\d-.*\.json$/.test(name))
  .flatMap((name) => (JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as { groups: CaseGroup[] }).groups);

const BOOLEAN = {
  type: 'boolean' as const,
  variants: [
    { name: 'on', value: true },
    { name: 'off', value: false },
  ],
  off: 'off',
};

const whole = (written: Written): Written => ({
  ...{ format: 1, unit: ['userId'], overrides: 'denied', flags: [], segments: [], groups: [], overlays: [] },
  ...written,
});

interface Told {
  readonly where: string;
  readonly explanation: Explanation;
  readonly steps: readonly StepWords[];
  readonly why: string;
}

function tell(where: string, written: Written, flag: string, context: unknown, now = 0, overrides?: unknown): Told {
  const evaluator = createEvaluator(whole(written));
  const explanation = evaluator.explain(flag, context, now, overrides);
  return {
    ...{ where, explanation },
    steps: stepWords(explanation, evaluator.flag(flag)),
    why: answerWords(explanation, evaluator.flag(flag)),
  };
}

const told: readonly Told[] = groups.flatMap(({ description, snapshot = {}, cases = [], conditions = [] }) => [
  ...cases.map((each) =>
    tell(`${description} / ${each.name}`, snapshot, each.flag, each.context, each.now, each.overrides),
  ),
  ...conditions.map((each) => {
    const flag = { ...BOOLEAN, key: 'condition', enabled: true, rules: [{ if: each.if, serve: 'on' }] };
    return tell(`${description} / ${each.name}`, { ...snapshot, flags: [flag] }, 'condition', each.context, each.now);
  }),
]);

const textOf = ({ lines }: StepWords): string => lines.map((line) => line.map(({ text }) => text).join('')).join('. ');

/** What a slip in a template leaves. */
const SLIP = /\bundefined\b|\[object|NaN|: $|“”/;

test('the cases are many, and meet every reason, every step and every mark', () => {
  expect(told.length).toBeGreaterThan(500);
  expect(new Set(told.map(({ explanation }) => explanation.result.reason)).size).toBe(10);
  expect([...new Set(told.flatMap(({ explanation }) => explanation.steps.map(({ step }) => step)))].sort()).toEqual(
    ['default', 'enabled', 'group', 'killed', 'override', 'requires', 'rule', 'targets'].sort(),
  );
  expect(new Set(told.flatMap(({ steps }) => steps.map(({ mark }) => mark))).size).toBe(4);
});

test('no step is without words, and no words show a slip', () => {
  for (const { where, steps, why, explanation } of told) {
    expect(steps.length, where).toBe(explanation.steps.length);
    expect(new Set(steps.map(({ id }) => id)).size, where).toBe(steps.length);
    expect(why, where).not.toMatch(SLIP);
    expect(why.length, where).toBeGreaterThan(5);
    for (const step of steps) {
      expect(step.lines.length, where).toBeGreaterThan(0);
      for (const line of step.lines) expect(line.map(({ text }) => text).join(''), where).toMatch(/\S/);
      expect(`${step.label}: ${textOf(step)}`, where).not.toMatch(SLIP);
    }
  }
});

test('the last step is the one that decided, and no other one is', () => {
  for (const { where, steps, explanation } of told) {
    const ends = steps.map(({ mark }) => mark === 'decided' || mark === 'closed');
    const isDamaged = explanation.result.reason === 'error' && explanation.result.errorCode !== 'targeting_key_missing';
    expect(ends.slice(0, -1), where).not.toContain(true);
    if (!isDamaged && steps.length > 0) expect(ends.at(-1), where).toBe(true);
  }
});

const CANARY = {
  name: 'us-canary',
  if: { op: 'starts_with' as const, path: ['region'], value: 'us-' },
  rollout: {
    ...{ unit: ['accountId'], salt: 'canary-2' },
    weights: [
      ['on', 10_000],
      ['off', 90_000],
    ] as const,
  },
};
const STAFF = {
  name: 'staff',
  if: {
    op: 'and' as const,
    of: [
      { op: 'ends_with' as const, path: ['email'], value: '@company.com' },
      { op: '>=' as const, path: ['age'], value: 18 },
    ],
  },
  serve: 'on',
};
const AT = Date.parse('2026-12-01T09:00:00Z');

const say = (flag: object, context: object, now = AT): readonly string[] =>
  tell('own', { flags: [{ ...BOOLEAN, key: 'own', ...flag }] }, 'own', context, now).steps.map(
    (step) => `${step.label}: ${textOf(step)}`,
  );

test('says which clause of a rule failed, with what was found', () => {
  const rules = [STAFF, CANARY];
  const known = { enabled: true, rules };
  expect(say(known, { userId: 'u-1', region: 'us-east-1', accountId: 'a-4014' })).toEqual([
    'killed: no',
    'enabled: yes',
    '1 staff: no: email is missing',
    '2 us-canary: region starts with “us-”. a-4014 is in bucket 16.081 %: off covers 10–100 %',
  ]);
  const failing = (context: object): string | undefined => say(known, context)[2];
  expect(failing({ email: 'kim@elsewhere.com' })).toBe(
    '1 staff: no: email is “kim@elsewhere.com”, which does not end with “@company.com”',
  );
  expect(failing({ email: 'kim@company.com', age: 17 })).toBe('1 staff: no: age is 17, less than 18');
  expect(failing({ email: 'kim@company.com', age: '19' })).toBe('1 staff: no: age is “19”, a text, not a number');
  expect(failing({ email: ['kim@company.com'] })).toBe('1 staff: no: email is [“kim@company.com”], a list, not a text');
  expect(failing({ email: 'kim@company.com', age: 18 })).toBe(
    '1 staff: email ends with “@company.com” and age is at least 18',
  );
  expect(say(known, { region: 'us-west-2' })[3]).toBe(
    '2 us-canary: no: region starts with “us-”, but accountId is missing',
  );
});

test('says since when it is enabled, and until when it is not', () => {
  const schedule = [{ at: AT, set: { enabled: true } }];
  expect(say({ schedule }, {}, AT - 1)[1]).toBe('enabled: no, not before 1 Dec 2026, 09:00 UTC');
  expect(say({ schedule, default: { serve: 'on' } }, {}, AT).slice(1)).toEqual([
    'enabled: yes, since 1 Dec 2026, 09:00 UTC',
    'otherwise: shows on',
  ]);
});

test('an attribute that would break out of its sentence stays a text of one line', () => {
  const [, , line = ''] = say({ enabled: true, rules: [STAFF] }, { email: 'a\n\u202eb"”<img src=x>' });
  expect(line).toContain('<img src=x>');
  expect(line).not.toMatch(/[\n\u202e]/);
});
