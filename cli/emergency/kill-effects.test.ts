import { createEvaluator, type Flag, type Outcome, type Prerequisite, type Snapshot } from '@flagforge/sdk/engine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { killEffects } from './kill-effects.ts';

const NOW = Date.UTC(2026, 0, 15, 12);
const LATER = NOW + 3_600_000;
const VARIANTS = [
  { name: 'on', value: true },
  { name: 'off', value: false },
] as const;

const SPLIT: Outcome = {
  rollout: {
    unit: ['id'],
    salt: 's',
    weights: [
      ['on', 50_000],
      ['off', 50_000],
    ],
  },
};

function flag(key: string, settings: Partial<Flag> = {}): Flag {
  return {
    key,
    type: 'boolean',
    variants: VARIANTS,
    off: 'off',
    enabled: true,
    default: { serve: 'on' },
    ...settings,
  };
}

const requiring = (key: string, ...requires: (readonly [string, string])[]): Flag =>
  flag(key, { requires: requires.map(([required, variant]): Prerequisite => ({ flag: required, variant })) });

function snapshotOf(flags: readonly Flag[], kills: readonly string[] = []): Snapshot {
  return {
    ...{ format: 1, compiler: 'test', organization: 'acme', project: 'shop', environment: 'production' },
    ...{ unit: ['userId'], overrides: 'denied', version: 1, commit: 'c', contentHash: '', hash: '' },
    ...{ instants: [], flags: [...flags].sort((a, b) => (a.key < b.key ? -1 : 1)), segments: [], groups: [] },
    overlays: kills.map((key) => ({ kind: 'kill', flag: key })),
  };
}

const effectsOf = (flags: readonly Flag[], kills: readonly string[] = []) => {
  const { turnsOn, turnsOff } = killEffects(snapshotOf(flags, kills), 'search', NOW);
  return { on: turnsOn.map((effect) => effect.flag), off: turnsOff.map((effect) => effect.flag) };
};

describe('the effects of a kill', () => {
  test('a flag that requires its off variant is turned on, one that requires its on variant is turned off', () => {
    const flags = [flag('search'), requiring('fallback', ['search', 'off']), requiring('filters', ['search', 'on'])];
    expect(effectsOf(flags)).toEqual({ on: ['fallback'], off: ['filters'] });
  });

  test('they go on through further flags, in both directions, nearest first', () => {
    const flags = [
      flag('search'),
      requiring('a-below', ['filters', 'off']),
      requiring('banner', ['fallback', 'on']),
      requiring('fallback', ['search', 'off']),
      requiring('filters', ['search', 'on']),
      requiring('quiet', ['fallback', 'off']),
    ];
    expect(effectsOf(flags)).toEqual({ on: ['fallback', 'a-below', 'banner'], off: ['filters', 'quiet'] });
  });

  test('each names the requirement through which, and how far it is', () => {
    const flags = [flag('search'), requiring('b', ['a', 'on']), requiring('a', ['search', 'off'])];
    expect(killEffects(snapshotOf(flags), 'search', NOW).turnsOn).toEqual([
      { flag: 'a', through: 'search=off', distance: 1, from: null },
      { flag: 'b', through: 'a=on', distance: 2, from: null },
    ]);
  });

  test('the off variant counts, whatever its name', () => {
    const search = flag('search', {
      type: 'string',
      variants: ['old', 'new'].map((name) => ({ name, value: name })),
      off: 'old',
      default: { serve: 'new' },
    });
    expect(effectsOf([search, requiring('a', ['search', 'old']), requiring('b', ['search', 'new'])])).toEqual({
      on: ['a'],
      off: ['b'],
    });
  });

  test('a flag that is off whatever the other one serves is not named', () => {
    const asks = { requires: [{ flag: 'search', variant: 'off' }] };
    const flags = [
      flag('search'),
      flag('disabled', { ...asks, enabled: false }),
      flag('killed', { ...asks, killed: true }),
      flag('killed-here', asks),
      flag('serves-off', { ...asks, default: { serve: 'off' } }),
      flag('blocked', { requires: [...asks.requires, { flag: 'disabled', variant: 'on' }] }),
    ];
    expect(effectsOf(flags, ['killed-here'])).toEqual({ on: [], off: [] });
  });

  test('a flag that is off already moves nobody', () => {
    const dependants = [requiring('a', ['search', 'off']), requiring('b', ['search', 'on'])];
    expect(effectsOf([flag('search', { enabled: false }), ...dependants])).toEqual({ on: [], off: [] });
    expect(effectsOf([flag('search', { default: { serve: 'off' } }), ...dependants])).toEqual({ on: [], off: [] });
    expect(effectsOf([flag('search'), ...dependants], ['search'])).toEqual({ on: [], off: [] });
  });

  test('a third variant is left by all, so what requires it is turned off', () => {
    const search = flag('search', {
      type: 'string',
      variants: ['a', 'b', 'c'].map((name) => ({ name, value: name })),
      off: 'a',
      default: { serve: 'b' },
    });
    const flags = [search, requiring('needs-b', ['search', 'b']), requiring('needs-c', ['search', 'c'])];
    expect(effectsOf(flags)).toEqual({ on: [], off: ['needs-b'] });
  });

  test('what only a schedule enables moves when its step comes', () => {
    const scheduled = flag('later', {
      enabled: false,
      requires: [{ flag: 'search', variant: 'off' }],
      schedule: [{ at: LATER, set: { enabled: true } }],
    });
    expect(killEffects(snapshotOf([flag('search'), scheduled]), 'search', NOW).turnsOn).toEqual([
      { flag: 'later', through: 'search=off', distance: 1, from: LATER },
    ]);
    expect(killEffects(snapshotOf([flag('search'), scheduled]), 'search', LATER).turnsOn[0]?.from).toBe(null);
  });

  test('cycles, and flags that are gone, are no trouble', () => {
    const flags = [
      flag('search'),
      requiring('a', ['b', 'on']),
      requiring('b', ['a', 'on']),
      requiring('c', ['gone', 'off']),
      requiring('d', ['search', 'off']),
    ];
    expect(effectsOf(flags)).toEqual({ on: ['d'], off: [] });
  });

  test('a chain of 10,000 flags is looked at in a moment', () => {
    const flags = Array.from({ length: 10_000 }, (_, index) =>
      requiring(`f${String(index).padStart(5, '0')}`, [
        index === 0 ? 'search' : `f${String(index - 1).padStart(5, '0')}`,
        index === 0 ? 'off' : 'on',
      ]),
    );
    expect(killEffects(snapshotOf([flag('search'), ...flags]), 'search', NOW).turnsOn).toHaveLength(10_000);
  });

  test('whatever the engine answers differently after a kill is named', () => {
    const keys = ['search', 'b', 'c', 'd', 'e'];
    const outcome = fc.constantFrom<Outcome>({ serve: 'on' }, { serve: 'off' }, SPLIT);
    const flags = fc.tuple(
      ...keys.map((key, index) =>
        fc
          .record({
            enabled: fc.boolean(),
            default: outcome,
            killed: fc.constantFrom(false, false, false, true),
            requires: fc.uniqueArray(
              fc.record({
                flag: fc.constantFrom(...(index === 0 ? ['none'] : keys.slice(0, index))),
                variant: fc.constantFrom('on', 'off'),
              }),
              { maxLength: index === 0 ? 0 : 2 },
            ),
          })
          .map((settings) => flag(key, settings)),
      ),
    );
    fc.assert(
      fc.property(flags, (drawn) => {
        const before = createEvaluator(snapshotOf(drawn));
        const after = createEvaluator(snapshotOf(drawn, ['search']));
        const effects = effectsOf(drawn);
        for (let unit = 0; unit < 8; unit += 1) {
          for (const key of keys.slice(1)) {
            const [was, is] = [before, after].map((engine) => engine.evaluate(key, { id: `u${unit}` }, NOW));
            if (was?.reason === 'error' || is?.reason === 'error' || was?.variant === is?.variant) continue;
            expect(is?.variant === 'on' ? effects.on : effects.off).toContain(key);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
