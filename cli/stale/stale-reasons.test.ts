import type { Flag } from '@flagforge/sdk/engine';
import { describe, expect, test } from 'vitest';
import { type FlagPlace, oneVariantFor } from './one-variant.ts';
import { type StaleEvidence, staleReasons, staleSentence } from './stale-reasons.ts';

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 11, 3, 14, 20);
const daysAgo = (days: number): number => NOW - days * DAY_MS;

const say = (evidence: Partial<StaleEvidence>): readonly string[] =>
  staleReasons({ kind: 'temporary', expires: null, oneVariant: null, usage: null, ...evidence }, NOW).map(
    staleSentence,
  );

const on = (days: number) => ({ variant: 'on', isOff: false, since: daysAgo(days) });

describe('a flag is stale', () => {
  test('from the day after its last one', () => {
    expect(say({ expires: '2026-09-30' })).toEqual(['expired 30 Sep 2026']);
    expect(say({ expires: '2026-12-02' })).toEqual(['expired 2 Dec 2026']);
    expect(say({ expires: '2026-12-03' })).toEqual([]);
  });

  test('when everyone had one variant for 30 days', () => {
    expect(say({ oneVariant: on(94) })).toEqual(['100 % on for 94 days']);
    expect(say({ oneVariant: { ...on(30), variant: 'off', isOff: true } })).toEqual(['off for everyone for 30 days']);
    expect(say({ oneVariant: { ...on(30), since: daysAgo(30) + 1 } })).toEqual([]);
  });

  test('when nobody evaluated it for 30 days, as far as it was counted', () => {
    expect(say({ usage: { countedFrom: daysAgo(90), lastAt: daysAgo(41) } })).toEqual(['silent for 41 days']);
    expect(say({ usage: { countedFrom: daysAgo(90), lastAt: null } })).toEqual(['not evaluated in 90 days']);
    expect(say({ usage: { countedFrom: daysAgo(29), lastAt: null } })).toEqual([]);
    expect(say({ usage: null })).toEqual([]);
  });

  test('with all the evidence that there is', () => {
    const all = { expires: '2026-09-30', oneVariant: on(94), usage: { countedFrom: daysAgo(90), lastAt: daysAgo(41) } };
    expect(say(all)).toEqual(['expired 30 Sep 2026', '100 % on for 94 days', 'silent for 41 days']);
    expect(say({ ...all, kind: 'permanent' })).toEqual(['silent for 41 days']);
    expect(say({ ...all, kind: null })).toHaveLength(3);
  });
});

describe('one variant for everyone', () => {
  const flag: Flag = {
    ...{ key: 'a', type: 'boolean', off: 'off', enabled: true, default: { serve: 'on' } },
    variants: [
      { name: 'on', value: true },
      { name: 'off', value: false },
    ],
  };
  const place = (own: Partial<Flag>, more: Partial<FlagPlace> = {}): FlagPlace => ({
    ...{ environment: 'production', isKilled: false, isGrouped: false, changedAt: daysAgo(94) },
    flag: { ...flag, ...own },
    ...more,
  });
  const rollout = (...weights: [string, number][]) => ({ rollout: { unit: ['id'], salt: 'a', weights } });
  const one = (...places: FlagPlace[]) => oneVariantFor(places, NOW)?.variant ?? null;

  test('is what the default serves, a rollout of everybody too', () => {
    expect(one(place({}))).toBe('on');
    expect(one(place({ default: rollout(['on', 100_000]) }))).toBe('on');
    expect(one(place({ default: rollout(['on', 10_000], ['off', 90_000]) }))).toBeNull();
  });

  test('may not be broken by a rule, a target, a prerequisite or a group', () => {
    const rule = { if: { op: 'present', path: ['id'] } } as const;
    expect(one(place({ rules: [{ ...rule, serve: 'on' }] }))).toBe('on');
    expect(one(place({ rules: [{ ...rule, serve: 'off' }] }))).toBeNull();
    expect(one(place({ targets: [{ variant: 'off', units: ['x'] }] }))).toBeNull();
    expect(one(place({ requires: [{ flag: 'b', variant: 'on' }] }))).toBeNull();
    expect(one(place({}, { isGrouped: true }))).toBeNull();
    expect(one(place({ enabled: false, requires: [{ flag: 'b', variant: 'on' }] }))).toBe('off');
  });

  test('is off where it is killed or disabled', () => {
    expect(one(place({}, { isKilled: true }))).toBe('off');
    expect(one(place({ killed: true }))).toBe('off');
    expect(one(place({ enabled: false }))).toBe('off');
  });

  test('is the same in every environment, since the last change of any', () => {
    const staging = place({}, { environment: 'staging', changedAt: daysAgo(40) });
    expect(oneVariantFor([place({}), staging], NOW)).toEqual({ variant: 'on', isOff: false, since: daysAgo(40) });
    expect(one(place({}), place({ enabled: false }))).toBeNull();
    expect(one(place({}), place({}, { changedAt: null }))).toBeNull();
    expect(one()).toBeNull();
  });

  test('begins with a step of the schedule, and not with one that is to come', () => {
    const schedule = [
      { at: daysAgo(10), set: { enabled: true } },
      { at: daysAgo(-10), set: { enabled: false } },
    ];
    const scheduled = place({ enabled: false, schedule });
    expect(oneVariantFor([scheduled], NOW)).toEqual({ variant: 'on', isOff: false, since: daysAgo(10) });
  });
});
