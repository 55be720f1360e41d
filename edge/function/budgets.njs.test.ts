/** The built function within the limits of the service: its size, its language, its memory, its steps. */
import { describe, expect, test } from 'vitest';
import { completeSnapshot } from '../../sdk/conformance/runner.ts';
import { TYPICAL_SEGMENTS, typicalFlags } from '../bench/typical-flags.ts';
import { functionCode } from '../build/index.ts';
import { isResponse, loadFunction } from '../local/index.ts';
import { budgetOf, STORE_LIMITS } from '../pack/index.ts';
import { checkFunction } from '../testing/check-function.ts';
import { evaluateEvent } from '../testing/edge-event.ts';
import { CLIENT_KEY, packedStore } from '../testing/packed-store.ts';
import { runInQuickJs } from '../testing/run-in-quickjs.ts';

const PLACE = { organization: 'acme', project: 'conformance', environment: 'production' };
/** 10 KB is what CloudFront takes; so much is to spare. */
const MOST_BYTES = 10_240 * 0.85;

const code = functionCode({ place: PLACE });
const vary = {
  flags: ['new-checkout', 'search-v2', 'banner'],
  as: 'header' as const,
  attributes: [
    { attribute: 'targetingKey', from: 'cookie' as const, name: 'uid' },
    { attribute: 'country', from: 'header' as const, name: 'CloudFront-Viewer-Country' },
  ],
};

describe('the built function', () => {
  test('has 15 % to spare of the 10 KB that CloudFront takes', () => {
    expect(Buffer.byteLength(code)).toBeLessThanOrEqual(MOST_BYTES);
    // Flags that it tells the origin are in its text.
    expect(Buffer.byteLength(functionCode({ place: PLACE, contextInQuery: true, vary }))).toBeLessThan(10_240 * 0.9);
  });

  test('is in the language of the runtime', () => {
    expect(checkFunction(code)).toEqual([]);
  });

  test('the check finds what the runtime has not', () => {
    const bad =
      'const {a, ...b} = c ?? {}; async function handler(e) { const f = async () => {}; return f(await g(...e)); }';
    expect(checkFunction(bad)).toEqual(
      expect.arrayContaining(['destructuring', 'nullish coalescing', 'async closure', 'await in arguments', 'spread']),
    );
  });
});

describe('a thousand typical flags', () => {
  const flags = typicalFlags(1_000);
  const { entries, packed } = packedStore(completeSnapshot({ flags, segments: TYPICAL_SEGMENTS }));
  const context = {
    userId: 'u-7',
    country: 'US',
    email: 'kim@company.com',
    appVersion: '4.3.1',
    platform: 'ios',
    orders: 2,
  };
  const keys = flags.map(({ key }) => key);

  test('fit into the store with room to spare, and the edge answers each', () => {
    expect(packed.passed).toEqual([]);
    expect(budgetOf(packed).share).toBeLessThan(0.25);
    for (const [key, value] of entries) {
      expect(Buffer.byteLength(key)).toBeLessThanOrEqual(STORE_LIMITS.keyBytes);
      expect(Buffer.byteLength(value)).toBeLessThanOrEqual(STORE_LIMITS.valueBytes);
    }
  });

  test('one needs at most three reads, ten of them twenty-one', async () => {
    let reads = 0;
    const read = async (key: string): Promise<string | null> => {
      reads += 1;
      return entries.get(key) ?? null;
    };
    const run = loadFunction(code, read);
    for (const key of keys.filter((_, i) => i % 20 === 0)) {
      reads = 0;
      expect(isResponse(await run(evaluateEvent([key], context, { key: CLIENT_KEY })))).toBe(true);
      expect(reads).toBeLessThanOrEqual(3);
    }
    reads = 0;
    await run(evaluateEvent(keys.slice(0, 10), context, { key: CLIENT_KEY }));
    expect(reads).toBeLessThanOrEqual(21);
  });

  test('ten flags at once need less than half of the 2 MB that a function has', async () => {
    const event = evaluateEvent(keys.slice(0, 10), context, { key: CLIENT_KEY });
    const { body, bytes } = await runInQuickJs(code, entries, event, 1_048_576);
    expect(Object.keys((JSON.parse(body) as { flags: object }).flags)).toHaveLength(10);
    expect(bytes).toBeLessThan(524_288);
  });
});

describe('what needs more reads', () => {
  const base = { type: 'boolean', client: true, enabled: true, off: 'off', default: { serve: 'on' } } as const;
  const variants = [
    { name: 'on', value: true },
    { name: 'off', value: false },
  ];
  const units = Array.from({ length: 20_000 }, (_, i) => `user-${i}`);

  async function ask(flags: readonly object[], asked: string, context: object) {
    const store = packedStore(completeSnapshot({ flags: flags as never }));
    let reads = 0;
    const run = loadFunction(code, async (key) => {
      reads += 1;
      return store.entries.get(key) ?? null;
    });
    const result = await run(evaluateEvent([asked], context, { key: CLIENT_KEY }));
    return { reads, answer: isResponse(result) ? JSON.parse(result.body ?? '').flags[asked] : null, store };
  }

  test.each([
    ['a target', { targets: [{ variant: 'off', units }] }, 'target_match'],
    [
      'a list of a rule',
      { rules: [{ if: { op: 'in', path: ['userId'], values: units }, serve: 'off' }] },
      'rule_match',
    ],
  ])('membership in %s of 20,000 is one read more', async (_, state, reason) => {
    const flag = { ...base, key: 'listed', variants, ...state };
    const inside = await ask([flag], 'listed', { userId: 'user-19999' });
    expect(inside.answer).toEqual({ value: false, variant: 'off', reason });
    expect(inside.reads).toBeLessThanOrEqual(4);
    expect((await ask([flag], 'listed', { userId: 'user-20000' })).answer.variant).toBe('on');
  });

  test('a chain of prerequisites is answered up to eight reads, and passed beyond', async () => {
    const chain = (length: number) =>
      Array.from({ length }, (_, i) => ({
        ...{ ...base, key: `f${i}`, variants },
        ...(i === 0 ? {} : { requires: [{ flag: `f${i - 1}`, variant: 'on' }] }),
      }));
    const short = await ask(chain(7), 'f6', {});
    expect(short.answer).toEqual({ value: true, variant: 'on', reason: 'default' });
    expect(short.reads).toBeLessThanOrEqual(8);
    const long = await ask(chain(9), 'f8', {});
    expect([long.answer, long.store.packed.passed.map(({ flag }) => flag)]).toEqual([null, ['f7', 'f8']]);
  });

  test('a flag that fits nowhere is passed, and breaks no other', async () => {
    const value = 'x'.repeat(3_000);
    const large = {
      ...base,
      key: 'large',
      type: 'string',
      variants: [
        { name: 'on', value },
        { name: 'off', value: '' },
      ],
    };
    const small = { ...base, key: 'small', variants };
    const { answer, store } = await ask([large, small], 'large', {});
    expect([answer, store.packed.passed]).toEqual([null, [{ flag: 'large', reason: 'too_large' }]]);
    expect((await ask([large, small], 'small', {})).answer.variant).toBe('on');
  });
});
