import type { Flag } from '@flagforge/sdk/engine';
import { compileProject } from 'flagforge/compile';
import { expect, test } from 'vitest';
import type { BaseState } from '../projects/base-state.ts';
import { standingOf, usesOf } from './flag-uses.ts';

const CONFIG = `version: 1
organization: acme
project: shop
environments: { staging: {}, production: {} }
groups: { checkout: { slots: [{ flag: other, percent: 30 }, { flag: a, percent: 50.5 }] } }
`;
const about = 'description: A flag\ntype: boolean\nowner: web\nkind: permanent\n';
const FILES = [
  { path: 'flagforge.yaml', text: CONFIG },
  { path: 'a.yaml', text: `${about}requires: [{ flag: b, variant: on }]\n` },
  {
    path: 'b.yaml',
    text: `${about}environments:\n  staging: { enabled: true, default: on }\n  production: { enabled: true, default: { rollout: 10% } }\n`,
  },
  { path: 'other.yaml', text: about },
  {
    path: 'a.test.yaml',
    text: 'tests:\n  - { name: x, environment: staging, context: {}, expect: { variant: off } }\n',
  },
];

function baseOf(): BaseState {
  const { project, snapshots } = compileProject(FILES, { now: 0 });
  if (project === null || snapshots.size === 0) throw new Error('the project has errors');
  return { commit: 'c', config: project.config, state: { files: FILES, project, snapshots } };
}

function uses(key: string, kills: readonly string[] = []) {
  const base = baseOf();
  const flag = base.state.project.flags.find((each) => each.key === key);
  if (flag === undefined) throw new Error(key);
  return usesOf(base, flag, (environment) => (environment === 'staging' ? kills : []), 0);
}

test('what it requires is told with whom that is shown to, where it is killed too', () => {
  const [first] = uses('a').prerequisites;
  expect(first).toEqual({
    ...{ flag: 'b', variant: 'on' },
    environments: { staging: 'everybody', production: 'somebody' },
  });
  expect(uses('a', ['b']).prerequisites[0]?.environments['staging']).toBe('nobody');
  expect(uses('b').requiredBy).toEqual(['a']);
});

test('a slot begins where those before it end, and tests of its own are counted', () => {
  expect(uses('a').slots).toEqual([{ group: 'checkout', unit: 'targetingKey', from: 30_000, to: 80_500 }]);
  expect([uses('a').tests, uses('b').tests]).toEqual([{ file: 'a.test.yaml', count: 1 }, null]);
});

const flag = (more: Partial<Flag>): Flag =>
  ({ key: 'x', off: 'off', variants: [], enabled: true, ...more }) as unknown as Flag;

test.each([
  ['off is shown to everybody where it is disabled', flag({ enabled: false }), 'off', 'everybody'],
  ['nobody gets on without a default', flag({}), 'on', 'nobody'],
  ['a target is somebody', flag({ targets: [{ variant: 'on', units: ['a'] }] }), 'on', 'somebody'],
  ['what it requires itself may keep it from them', flag({ default: { serve: 'on' }, requires: [] }), 'on', 'somebody'],
  [
    'a step that has passed counts',
    flag({ schedule: [{ at: 0, set: { default: { serve: 'on' } } }] }),
    'on',
    'everybody',
  ],
] as const)('%s', (_, given, variant, expected) => {
  expect(standingOf(given, variant, false, false, 0)).toBe(expected);
});

test('who is outside its slot of a group gets off', () => {
  expect(standingOf(flag({ default: { serve: 'on' } }), 'on', false, true, 0)).toBe('somebody');
});
