import fc from 'fast-check';
import type {
  Condition,
  EnvironmentState,
  Flag,
  Group,
  Outcome,
  Rule,
  Segment,
  Snapshot,
} from '../../engine/snapshot.ts';
import { completeSnapshot, conditionSnapshot } from '../runner.ts';
import { conditions, leaf, path } from './conditions.ts';
import { FLAG_KEYS, SEGMENTS, scalar, UNITS, VARIANTS } from './vocabulary.ts';

function outcomes(variants: readonly string[]): fc.Arbitrary<Outcome> {
  const rollout = fc
    .record({
      unit: path,
      salt: fc.constantFrom('f0', 'x', '', '日本'),
      hash: fc.oneof(
        { weight: 15, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: fc.constant('foreign') },
      ),
      cuts: fc.array(fc.oneof(fc.integer({ min: 0, max: 100_000 }), fc.constantFrom(0, 100_000)), {
        minLength: variants.length - 1,
        maxLength: variants.length - 1,
      }),
      keepsZeros: fc.boolean(),
    })
    .map(({ unit, salt, hash, cuts, keepsZeros }): Outcome => {
      const ends = [...cuts.sort((a, b) => a - b), 100_000];
      const weights = variants.map((variant, index) => [variant, (ends[index] ?? 0) - (ends[index - 1] ?? 0)] as const);
      return {
        rollout: {
          unit,
          salt,
          ...(hash === undefined ? {} : { hash }),
          weights: weights.filter((weight) => keepsZeros || weight[1] > 0),
        },
      };
    });
  return fc.oneof(
    fc.constantFrom(...variants).map((serve) => ({ serve })),
    rollout,
  );
}

export function states(variants: readonly string[]): fc.Arbitrary<EnvironmentState> {
  const rule: fc.Arbitrary<Rule> = fc
    .tuple(conditions, outcomes(variants), fc.constantFrom({}, { name: 'named' }))
    .map(([condition, outcome, name]) => ({ if: condition, ...outcome, ...name }));
  const targets = fc
    .array(fc.constantFrom('', '', '', '', '', '', '', ...variants), {
      minLength: UNITS.length,
      maxLength: UNITS.length,
    })
    .map((chosen) =>
      variants.map((variant) => ({ variant, units: UNITS.filter((_, index) => chosen[index] === variant).sort() })),
    );
  return fc.record(
    {
      enabled: fc.constantFrom(true, true, true, true, true, true, false),
      targets,
      rules: fc.array(rule, { maxLength: 4 }),
      default: outcomes(variants),
    },
    { requiredKeys: [] },
  );
}

const others = fc.record({
  flag: fc.constantFrom(...FLAG_KEYS, 'nowhere'),
  variant: fc.constantFrom('on', 'off', 'third'),
});

function flag(key: string): fc.Arbitrary<Flag> {
  return fc.integer({ min: 2, max: VARIANTS.length }).chain((count) => {
    const variants = VARIANTS.slice(0, count);
    const step = fc.record({ at: fc.integer({ min: 0, max: 10 }), set: states(variants) });
    return fc
      .record({
        state: states(variants),
        enabled: fc.constantFrom({ enabled: true }, { enabled: true }, {}),
        values: fc.array(scalar, { minLength: count, maxLength: count }),
        off: fc.constantFrom(...variants),
        killed: fc.oneof(
          { weight: 15, arbitrary: fc.constant({}) },
          { weight: 1, arbitrary: fc.constant({ killed: true }) },
        ),
        requires: fc
          .constantFrom(0, 0, 0, 0, 0, 0, 1, 2)
          .chain((length) => fc.array(others, { minLength: length, maxLength: length })),
        schedule: fc.uniqueArray(step, { maxLength: 4, selector: (one) => one.at }),
      })
      .map(
        ({ state, enabled, values, off, killed, requires, schedule }): Flag => ({
          key,
          type: 'json',
          variants: variants.map((name, index) => ({ name, value: values[index] ?? null })),
          off,
          ...state,
          ...enabled,
          ...killed,
          ...(requires.length === 0 ? {} : { requires }),
          ...(schedule.length === 0 ? {} : { schedule: [...schedule].sort((a, b) => a.at - b.at) }),
        }),
      );
  });
}

export const segment = (name: string): fc.Arbitrary<Segment> =>
  fc.record(
    {
      name: fc.constant(name),
      if: conditions,
      include: fc.subarray(UNITS),
      exclude: fc.subarray(UNITS, { maxLength: 3 }),
    },
    { requiredKeys: ['name'] },
  );

const groups: fc.Arbitrary<readonly Group[]> = fc
  .record({
    order: fc.shuffledSubarray(FLAG_KEYS, { maxLength: 4 }),
    percents: fc.array(fc.constantFrom(0, 1, 25_000, 33_333, 50_000), { minLength: 2, maxLength: 2 }),
    units: fc.array(path, { minLength: 2, maxLength: 2 }),
  })
  .map(({ order, percents, units }) =>
    [order.slice(0, 2), order.slice(2)].map((keys, index) => ({
      name: `g${index}`,
      unit: units[index] ?? ['userId'],
      slots: keys.map((key, slot) => ({ flag: key, percent: percents[(index + slot) % 2] ?? 0 })),
    })),
  );

/** A snapshot as a compiler could have written it, but for cycles, absent names, unknown conditions and hashes. */
export const snapshots: fc.Arbitrary<Snapshot> = fc
  .record({
    unit: fc.constantFrom(['userId'], ['userId'], ['company', 'id'], ['targetingKey'], ['__proto__']),
    overrides: fc.constantFrom('allowed' as const, 'denied' as const),
    flags: fc.tuple(...FLAG_KEYS.map(flag)),
    kept: fc.subarray(FLAG_KEYS, { minLength: 1 }),
    segments: fc.tuple(...SEGMENTS.map(segment)),
    groups: fc.oneof(fc.constant([]), groups),
    killed: fc.constantFrom([], [], [], ['f1'], ['nowhere']),
  })
  .map((parts) =>
    completeSnapshot({
      unit: parts.unit,
      overrides: parts.overrides,
      instants: Array.from({ length: 15 }, (_, index) => index - 2),
      flags: parts.flags.filter((one) => parts.kept.includes(one.key)),
      segments: parts.segments,
      groups: parts.groups,
      overlays: parts.killed.map((key) => ({ kind: 'kill' as const, flag: key })),
    }),
  );

/** A snapshot in which one to three places were replaced by any JSON, or taken out. */
export const corruptedSnapshots: fc.Arbitrary<unknown> = fc
  .tuple(
    snapshots,
    fc.array(fc.tuple(fc.nat(), fc.oneof(fc.constant(undefined), scalar, fc.jsonValue())), {
      minLength: 1,
      maxLength: 3,
    }),
  )
  .map(([snapshot, wounds]) => {
    const copy: unknown = JSON.parse(JSON.stringify(snapshot));
    for (const [where, replacement] of wounds) {
      const places: [Record<string, unknown>, string][] = [];
      const visit = (value: unknown): void => {
        if (typeof value !== 'object' || value === null) return;
        for (const key of Object.keys(value)) {
          places.push([value as Record<string, unknown>, key]);
          visit((value as Record<string, unknown>)[key]);
        }
      };
      visit(copy);
      const place = places[where % places.length];
      if (place === undefined || place[1] === '__proto__') continue;
      if (replacement === undefined && !Array.isArray(place[0])) delete place[0][place[1]];
      else place[0][place[1]] = replacement ?? null;
    }
    return copy;
  });

/** A snapshot whose flag `condition` has one rule: a random condition, or a segment, over random segments. */
export const conditionSnapshots: fc.Arbitrary<Snapshot> = fc
  .tuple(
    fc.constantFrom(['userId'], ['userId'], ['company', 'id']),
    fc.tuple(...SEGMENTS.map(segment)),
    fc.oneof(
      leaf,
      conditions,
      fc.constantFrom(...SEGMENTS).map((name): Condition => ({ op: 'segment', name })),
    ),
  )
  .map(([unit, segments, condition]) => conditionSnapshot({ unit, segments }, condition));
