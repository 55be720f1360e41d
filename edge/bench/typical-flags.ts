import type { Condition, Flag, Rule, Segment } from '@flagforge/sdk/engine';

/** Segments that typical flags name. */
export const TYPICAL_SEGMENTS: readonly Segment[] = [
  { name: 'staff', if: { op: 'ends_with', path: ['email'], value: '@company.com' } },
  {
    name: 'beta-testers',
    include: ['u-1', 'u-2', 'u-3'],
    if: {
      op: 'and',
      of: [
        { op: '==', path: ['plan'], value: 'beta' },
        { op: 'in', path: ['country'], values: ['US', 'CA'] },
      ],
    },
  },
];

const CONDITIONS: readonly Condition[] = [
  { op: 'segment', name: 'staff' },
  { op: 'segment', name: 'beta-testers' },
  { op: 'in', path: ['country'], values: ['US', 'CA', 'DE', 'FR'] },
  { op: '>=', path: ['appVersion'], value: { semver: '4.2.0' } },
  {
    op: 'and',
    of: [
      { op: '==', path: ['platform'], value: 'ios' },
      { op: '<', path: ['orders'], value: 3 },
    ],
  },
];

const BOOLEAN = [
  { name: 'on', value: true },
  { name: 'off', value: false },
];
const TEXTS = [
  { name: 'control', value: 'blue' },
  { name: 'warm', value: 'orange' },
  { name: 'off', value: 'grey' },
];

/** Flags as teams have them: three of four boolean, none to three rules, every second one rolled out to some. */
export function typicalFlags(count: number): Flag[] {
  return Array.from({ length: count }, (_, i): Flag => {
    const key = `team-${i % 17}-feature-${i}`;
    const isBoolean = i % 4 !== 0;
    const serve = isBoolean ? 'on' : 'warm';
    const rules: Rule[] = Array.from({ length: i % 4 }, (__, k) => ({
      name: `rule ${k}`,
      if: CONDITIONS[(i + k) % CONDITIONS.length] as Condition,
      serve,
    }));
    const rollout = {
      unit: ['userId'],
      salt: key,
      weights: [
        [serve, 25_000],
        ['off', 75_000],
      ] as const,
    };
    return {
      ...{
        key,
        type: isBoolean ? 'boolean' : 'string',
        client: true,
        variants: isBoolean ? BOOLEAN : TEXTS,
        off: 'off',
      },
      ...{ enabled: true, rules, default: i % 2 === 0 ? { rollout } : { serve: 'off' } },
    };
  });
}
