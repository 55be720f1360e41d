/** Projects of three flags that depend on one another in every way there is, and contexts to ask them with. For tests. */
import fc from 'fast-check';
import type { Files } from './project-pair.ts';

const CONDITIONS = [
  'country == "DE"',
  'country != "DE"',
  'age > 10',
  'age > 20',
  'segment "s1"',
  'segment "s2"',
  'not segment "s1" and age > 10',
  'segment "s2" or country == "DE"',
  'now >= date "2026-12-05"',
  'now < date "2026-12-03" and age > 10',
];

export const UNITS = ['u1', 'u2', 'u3', 'u4', 'u5'];

const percents = fc.constantFrom(0, 0.001, 10, 12.5, 33.333, 50, 99.999, 100);

const outcome = fc.oneof(
  fc.constantFrom('on', 'off').map((serve) => ({ serve })),
  fc
    .record({
      percent: percents,
      unit: fc.constantFrom(null, null, 'accountId'),
      salt: fc.constantFrom(null, null, 'shared'),
    })
    .map(({ percent, unit, salt }) => ({
      rollout: { on: percent, off: Math.round((100 - percent) * 1000) / 1000 },
      ...(unit !== null && { unit }),
      ...(salt !== null && { salt }),
    })),
);

const rule = fc.record({ if: fc.constantFrom(...CONDITIONS), outcome }).map(({ if: condition, outcome: given }) => {
  return { if: condition, ...given };
});

const fallback = outcome.map((given) => ('serve' in given ? given.serve : given));

const targets = fc
  .array(fc.constantFrom('on', 'off', null), { minLength: UNITS.length, maxLength: UNITS.length })
  .map((variants) => {
    const of = (variant: string) => UNITS.filter((_, index) => variants[index] === variant);
    return { on: of('on'), off: of('off') };
  });

const state = fc.record({
  enabled: fc.constantFrom(true, true, true, false),
  targets: fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: targets }),
  rules: fc.array(rule, { maxLength: 3 }),
  default: fallback,
});

const step = fc.record({ default: fallback, rules: fc.array(rule, { maxLength: 2 }) }, { requiredKeys: [] });

const flag = (requires: string | null) =>
  fc
    .record({
      killed: fc.constantFrom(false, false, false, true),
      state,
      step: fc.option(
        step.filter((set) => Object.keys(set).length > 0),
        { nil: null },
      ),
      isRequiring: fc.boolean(),
      wanted: fc.constantFrom('on', 'on', 'off'),
    })
    .map(({ killed, state: production, step: set, isRequiring, wanted }) =>
      JSON.stringify({
        type: 'boolean',
        killed,
        ...(isRequiring && requires !== null && { requires: [{ flag: requires, variant: wanted }] }),
        environments: {
          production: { ...production, ...(set !== null && { schedule: [{ at: '2026-12-04T00:00:00Z', ...set }] }) },
        },
      }),
    );

const segment = (conditions: readonly string[]) =>
  fc
    .record({
      if: fc.constantFrom(...conditions),
      include: fc.subarray(UNITS),
      exclude: fc.subarray(UNITS),
    })
    .map((parts) => JSON.stringify(parts));

const groups = fc.constantFrom(
  '',
  'groups: { g: { slots: [{ flag: a, percent: 50 }, { flag: b, percent: 30 }] } }\n',
  'groups: { g: { slots: [{ flag: b, percent: 20 }, { flag: a, percent: 60 }] } }\n',
  'groups: { g: { unit: accountId, slots: [{ flag: a, percent: 50 }] } }\n',
  'groups: { h: { slots: [{ flag: c, percent: 40 }, { flag: a, percent: 30 }] } }\n',
);

const project = fc.record({
  'flagforge.yaml': groups,
  'a.yaml': flag('b'),
  'b.yaml': flag('c'),
  'c.yaml': flag(null),
  'segments/s1.yaml': segment(['age > 20', 'age > 10', 'country == "DE"', 'now >= date "2026-12-06"']),
  'segments/s2.yaml': segment(['segment "s1"', 'not segment "s1"', 'age > 10']),
});

/** Two projects of which the second has some files of another. `groups` only stand in flagforge.yaml. */
export const projectPair = fc
  .tuple(
    project,
    project,
    fc.subarray(['flagforge.yaml', 'a.yaml', 'b.yaml', 'c.yaml', 'segments/s1.yaml', 'segments/s2.yaml'] as const),
  )
  .map(([before, other, names]): { before: Files; after: Files } => {
    const changed = Object.fromEntries(names.map((name) => [name, other[name]]));
    return { before, after: { ...before, ...changed } };
  });

/** What units have beside their ids: the same for all of them. */
export const attributes = fc.record(
  { country: fc.constantFrom('DE', 'FR'), age: fc.constantFrom(5, 15, 25) },
  { requiredKeys: [] },
);
