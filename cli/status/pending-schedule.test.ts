import type { Flag, Snapshot } from '@flagforge/sdk/engine';
import { expect, test } from 'vitest';
import { compileProject } from '../compile/index.ts';
import { pendingInstants } from './pending-schedule.ts';

const [FIRST, SECOND, THIRD, FOURTH] = [1, 2, 3, 4].map((month) => Date.UTC(2026, month)) as [
  number,
  number,
  number,
  number,
];
const at = (instant: number): string => JSON.stringify(new Date(instant).toISOString());

const FLAG = `description: A flag
owner: team
kind: permanent
type: boolean
environments:
  production:
    enabled: false
    default: off
    rules:
      - { name: late, if: 'now >= date ${at(FOURTH)}', serve: on }
    schedule:
      - { at: ${at(FIRST)}, enabled: true }
      - { at: ${at(SECOND)}, default: { rollout: { on: 50, off: 50 } } }
      - { at: ${at(THIRD)}, default: on }
`;

const compile = (): Snapshot => {
  const files = [
    { path: 'flagforge.yaml', text: 'version: 1\norganization: acme\nproject: shop\n' },
    { path: 'sale.yaml', text: FLAG },
  ];
  const snapshot = compileProject(files, { now: 0 }).snapshots.get('production');
  if (snapshot === undefined) throw new Error('the project has errors');
  return snapshot;
};

const change = (...lines: string[]): { readonly flag: Flag['key']; readonly lines: readonly string[] }[] => [
  { flag: 'sale', lines },
];

test('each instant to come has what it changes, steps upon steps', () => {
  expect(pendingInstants(compile(), 0, 10)).toEqual([
    { at: FIRST, flags: change('enabled: false -> true'), isInCondition: false },
    { at: SECOND, flags: change('default: off -> rollout on 50 %, off 50 %'), isInCondition: false },
    { at: THIRD, flags: change('default: rollout on 50 %, off 50 % -> on'), isInCondition: false },
    { at: FOURTH, flags: [], isInCondition: true },
  ]);
});

test('at its instant a step is in effect and no longer pending; only the next are listed', () => {
  expect(pendingInstants(compile(), FIRST, 1).map((instant) => instant.at)).toEqual([SECOND]);
  expect(pendingInstants(compile(), FOURTH, 1)).toEqual([]);
});
