import fc from 'fast-check';
import { expect, test } from 'vitest';
import { conditionSnapshots, corruptedSnapshots, snapshots } from '../conformance/arbitraries/snapshots.ts';
import { contexts, flagKeys, instants, overrides } from '../conformance/arbitraries/vocabulary.ts';
import { referenceEvaluate } from '../conformance/reference.ts';
import { completeSnapshot } from '../conformance/runner.ts';
import { createEvaluator } from './index.ts';
import type { Condition, Snapshot } from './snapshot.ts';

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 250);

const REASONS = [
  'override',
  'killed',
  'disabled',
  'prerequisite_failed',
  'group_excluded',
  'target_match',
  'rule_match',
  'split',
  'default',
  'error',
];
const ERROR_CODES = [
  'flag_not_found',
  'parse_error',
  'type_mismatch',
  'targeting_key_missing',
  'invalid_context',
  'provider_not_ready',
  'general',
];

const prototypes = [
  Object.prototype,
  Array.prototype,
  Function.prototype,
  String.prototype,
  Number.prototype,
  Boolean.prototype,
];
const untouched = prototypes.map((prototype) => Reflect.ownKeys(prototype).length);

function expectUnpolluted(): void {
  expect(prototypes.map((prototype) => Reflect.ownKeys(prototype).length)).toEqual(untouched);
}

/** Whether an answer keeps the shape that callers rely on. */
function expectWellFormed(result: object, flagKey: unknown): void {
  const fields = { ...result } as Record<string, unknown>;
  expect(fields['flagKey']).toBe(flagKey);
  expect(REASONS).toContain(fields['reason']);
  expect(Object.isFrozen(result)).toBe(true);
  if (fields['reason'] === 'error') {
    expect(ERROR_CODES).toContain(fields['errorCode']);
    expect([fields['value'], fields['variant'], fields['rule']]).toEqual([undefined, undefined, undefined]);
    return;
  }
  expect(fields['errorCode']).toBeUndefined();
  expect(typeof fields['variant']).toBe('string');
  expect(fields['value']).not.toBeUndefined();
  if (fields['reason'] === 'rule_match') expect(typeof fields['rule']).toBe('string');
  else if (fields['rule'] !== undefined) expect([fields['reason'], typeof fields['rule']]).toEqual(['split', 'string']);
}

/** Every way to ask gives a well-formed answer, and the same one. */
function expectTotal(
  snapshot: unknown,
  context: unknown,
  now: unknown,
  forced: unknown,
  keys: readonly unknown[],
): void {
  const evaluator = createEvaluator(snapshot);
  const at = now as number;
  const all = evaluator.evaluateAll(context, at, forced);
  for (const result of all) expectWellFormed(result, result.flagKey);
  for (const key of [...keys, ...all.map((result) => result.flagKey)] as string[]) {
    const single = evaluator.evaluate(key, context, at, forced);
    expectWellFormed(single, key);
    expect(evaluator.explain(key, context, at, forced).result).toEqual(single);
    const same = all.filter((result) => result.flagKey === key);
    if (same.length === 1 && single.reason !== 'error') expect(same[0]).toEqual(single);
  }
  expectUnpolluted();
}

const anything = fc.oneof(
  fc.jsonValue(),
  fc.json().map((text) => JSON.parse(text) as unknown),
  fc.constant(undefined),
);

test('answers for any JSON as snapshot, context, now, overrides and key, and touches no prototype', () => {
  fc.assert(
    fc.property(
      anything,
      anything,
      anything,
      anything,
      fc.oneof(fc.string(), fc.constantFrom(...flagKeys)),
      expectAnswered,
    ),
    { numRuns: RUNS },
  );
  function expectAnswered(snapshot: unknown, context: unknown, now: unknown, forced: unknown, key: string): void {
    expectTotal(snapshot, context, now, forced, [key]);
  }
});

test('answers for any JSON about a plausible snapshot', () => {
  fc.assert(
    fc.property(snapshots, anything, anything, anything, (snapshot, context, now, forced) => {
      expectTotal(snapshot, context, now, forced, flagKeys);
    }),
    { numRuns: Math.ceil(RUNS / 4) },
  );
});

test('answers for a snapshot that was damaged in random places', () => {
  fc.assert(
    fc.property(corruptedSnapshots, contexts, instants, overrides, (snapshot, context, now, forced) => {
      expectTotal(snapshot, context, now, forced, flagKeys);
    }),
    { numRuns: RUNS },
  );
});

/** The flag, and all that its answer could have come from, as lines that can be read. */
function readable(snapshot: Snapshot, key: string, context: unknown, now: number, forced: unknown): string {
  const text = (value: unknown): string => JSON.stringify(value);
  return [
    `flag ${text(key)} for ${text(context)} at ${now}, overrides ${text(forced)} (${snapshot.overrides}), unit ${text(snapshot.unit)}`,
    ...snapshot.flags.map((flag) => `  flag ${text(flag)}`),
    ...snapshot.segments.map((segment) => `  segment ${text(segment)}`),
    ...snapshot.groups.map((group) => `  group ${text(group)}`),
    ...snapshot.overlays.map((overlay) => `  overlay ${text(overlay)}`),
  ].join('\n');
}

test('agrees with the reference evaluator on plausible snapshots, whichever way it is asked', () => {
  fc.assert(
    fc.property(
      snapshots,
      fc.array(contexts, { minLength: 1, maxLength: 6 }),
      instants,
      fc.option(overrides, { nil: undefined }),
      (snapshot, asked, now, forced) => {
        const evaluator = createEvaluator(snapshot);
        for (const context of asked) {
          const all = evaluator.evaluateAll(context, now, forced);
          for (const key of flagKeys) {
            const expected = referenceEvaluate(snapshot, key, context, now, forced);
            const about = readable(snapshot, key, context, now, forced);
            expect(evaluator.evaluate(key, context, now, forced), about).toEqual(expected);
            expect(evaluator.explain(key, context, now, forced).result, `explain: ${about}`).toEqual(expected);
            const same = all.filter((result) => result.flagKey === key);
            if (snapshot.flags.some((flag) => flag.key === key))
              expect(same, `evaluateAll: ${about}`).toEqual([expected]);
            else expect(same).toEqual([]);
          }
        }
      },
    ),
    { numRuns: RUNS },
  );
});

test('agrees with the reference evaluator on single conditions and segments', () => {
  fc.assert(
    fc.property(
      conditionSnapshots,
      fc.array(contexts, { minLength: 12, maxLength: 12 }),
      instants,
      (snapshot, asked, now) => {
        const evaluator = createEvaluator(snapshot);
        for (const context of asked) {
          const expected = referenceEvaluate(snapshot, 'condition', context, now);
          const about = readable(snapshot, 'condition', context, now, undefined);
          expect(evaluator.evaluate('condition', context, now), about).toEqual(expected);
        }
      },
    ),
    { numRuns: RUNS * 6 },
  );
});

test('all flags come ascending by key', () => {
  fc.assert(
    fc.property(snapshots, contexts, (snapshot, context) => {
      const keys = createEvaluator(snapshot)
        .evaluateAll(context, 0)
        .map((result) => result.flagKey);
      expect(keys).toEqual([...keys].sort());
      expect(keys).toHaveLength(snapshot.flags.length);
    }),
    { numRuns: Math.ceil(RUNS / 4) },
  );
});

const boolean = {
  type: 'boolean' as const,
  variants: [
    { name: 'on', value: true },
    { name: 'off', value: false },
  ],
  off: 'off',
  enabled: true,
};

test('a chain of 20,000 prerequisites cannot crash it', () => {
  const flags = Array.from({ length: 20_000 }, (_, index) => ({
    ...boolean,
    key: `f${index}`,
    default: { serve: 'on' },
    ...(index === 0 ? {} : { requires: [{ flag: `f${index - 1}`, variant: 'on' }] }),
  }));
  const evaluator = createEvaluator(completeSnapshot({ flags }));
  expect(evaluator.evaluateAll({}, 0)).toHaveLength(20_000);
  expectWellFormed(evaluator.evaluate('f19999', {}, 0), 'f19999');
  expect(evaluator.evaluate('f1', {}, 0).reason).toBe('default');
});

test('a condition 50,000 levels deep cannot crash it', () => {
  let condition: Condition = { op: 'present', path: ['a'] };
  for (let level = 0; level < 50_000; level += 1) condition = { op: 'not', of: [condition] };
  const evaluator = createEvaluator(
    completeSnapshot({ flags: [{ ...boolean, key: 'f', rules: [{ if: condition, serve: 'on' }] }] }),
  );
  expectWellFormed(evaluator.evaluate('f', { a: 1 }, 0), 'f');
  expectWellFormed(evaluator.explain('f', { a: 1 }, 0).result, 'f');
});

test('segments that name one another 20,000 deep cannot crash it', () => {
  const segments = Array.from({ length: 20_000 }, (_, index) => ({
    name: `s${index}`,
    if: index === 0 ? { op: 'present' as const, path: ['a'] } : { op: 'segment' as const, name: `s${index - 1}` },
  }));
  const rules = [{ if: { op: 'segment' as const, name: 's19999' }, serve: 'on' }];
  const evaluator = createEvaluator(completeSnapshot({ segments, flags: [{ ...boolean, key: 'f', rules }] }));
  expectWellFormed(evaluator.evaluate('f', { a: 1 }, 0), 'f');
});

test('a value and a context 50,000 levels deep cannot crash it', () => {
  const deep = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000)) as [];
  const flag = {
    ...boolean,
    key: 'f',
    type: 'json' as const,
    variants: [
      { name: 'on', value: deep },
      { name: 'off', value: null },
    ],
    default: { serve: 'on' },
  };
  const evaluator = createEvaluator(completeSnapshot({ flags: [flag] }));
  expectWellFormed(evaluator.evaluate('f', { a: deep }, 0), 'f');
  expectWellFormed(createEvaluator(deep).evaluate('f', deep, 0), 'f');
});

/** Lists of 1,000 literals, the longest that the compiler lets through. */
const thousand = {
  networks: Array.from({ length: 1000 }, (_, i) => ({ cidr: `10.${i >> 8}.${i & 255}.0/24` })),
  versions: Array.from({ length: 1000 }, (_, i) => ({ semver: `1.${i}.0` })),
  dates: Array.from({ length: 1000 }, (_, i) => ({ date: i * 86_400_000 })),
  texts: Array.from({ length: 1000 }, (_, i) => `text-${i}`),
};

test.each([
  ['addresses', thousand.networks, '9.9.9.9'],
  ['addresses of one network', thousand.networks, '10.3.231.9'],
  ['versions', thousand.versions, '2.0.0'],
  ['a version of the list', thousand.versions, '1.999.0'],
  ['dates', thousand.dates, '1999-12-31'],
  ['texts', thousand.texts, 'TEXT-1000'],
])('a context with 6,000 %s is tested against a list of 1,000 in milliseconds', (_, values, item) => {
  for (const op of ['contains_any', 'contains_all'] as const) {
    const rules = [{ if: { op, path: ['x'], values } as Condition, serve: 'on' }];
    const evaluator = createEvaluator(completeSnapshot({ flags: [{ ...boolean, key: 'f', rules }] }));
    const context = { x: Array.from({ length: 6000 }, () => item) };
    let fastest = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 5; i += 1) {
      const start = performance.now();
      evaluator.evaluate('f', context, 0);
      fastest = Math.min(fastest, performance.now() - start);
    }
    // One by one it would be tens of milliseconds.
    expect(fastest).toBeLessThan(10);
  }
});
