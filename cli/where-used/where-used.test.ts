import { expect, test } from 'vitest';
import { compileProject } from '../compile/index.ts';
import { type UsedThing, whereUsed } from './where-used.ts';

const FILES = {
  'flagforge.yaml': `version: 1
organization: acme
project: shop
environments: { staging: {}, production: {} }
unit: userId
groups:
  checkout: { unit: accountId, slots: [{ flag: a, percent: 50 }, { flag: b, percent: 30 }] }
`,
  'a.yaml': `type: boolean
environments:
  production:
    enabled: true
    targets: { on: [u1] }
    rules:
      - { name: staff, if: 'segment "staff" and company.plan == "pro"', serve: on }
      - { if: 'country in ["US"]', rollout: 10%, unit: accountId }
    default: { rollout: 5% }
    schedule:
      - { at: "2030-01-01T00:00:00Z", rules: [{ if: 'not segment "staff"', serve: on }] }
`,
  'b.yaml':
    'type: boolean\nrequires: [{ flag: a, variant: on }]\nenvironments:\n  staging: { default: { rollout: 100% } }\n',
  'old.yaml': `type: boolean\narchived: true\nenvironments:\n  staging: { rules: [{ if: 'segment "staff"', serve: on }] }\n`,
  'segments/staff.yaml': 'if: company.plan == "own"\ninclude: [u2]\n',
  'segments/testers.yaml': 'if: segment "staff" and company is present\n',
};

const { project } = compileProject(
  Object.entries(FILES).map(([path, text]) => ({ path, text })),
  { now: 0 },
);

const usesOf = (thing: UsedThing): readonly string[] => {
  if (project === null) throw new Error('the project does not compile');
  return whereUsed(project, thing).map(({ kind, name, places }) => `${kind} ${name}: ${places.join('; ')}`);
};

test('a segment is used by rules, by steps and by other segments; archived flags use nothing', () => {
  expect(usesOf({ kind: 'segment', name: 'staff' })).toEqual([
    'flag a: production, rule staff; production, from 2030-01-01T00:00Z on, rule 1',
    'segment testers: its condition',
  ]);
});

test('an attribute is one path', () => {
  expect(usesOf({ kind: 'attribute', path: ['company', 'plan'] })).toEqual([
    'flag a: production, rule staff',
    'segment staff: its condition',
  ]);
  expect(usesOf({ kind: 'attribute', path: ['company'] })).toEqual(['segment testers: its condition']);
});

test('a unit is used by targets, lists, rollouts that split, and groups', () => {
  expect(usesOf({ kind: 'attribute', path: ['userId'] })).toEqual([
    'flag a: production, targets; production, the rollout for everybody else',
    'segment staff: its lists',
  ]);
  expect(usesOf({ kind: 'attribute', path: ['accountId'] })).toEqual([
    'flag a: production, the rollout of rule 2',
    'group checkout: its unit',
  ]);
});

test('a flag is used by those that require it and by its group, a group by its flags', () => {
  expect(usesOf({ kind: 'flag', name: 'a' })).toEqual(['flag b: requires on', 'group checkout: a slot']);
  expect(usesOf({ kind: 'group', name: 'checkout' })).toEqual(['flag a: a slot of 50 %', 'flag b: a slot of 30 %']);
  expect(usesOf({ kind: 'segment', name: 'nobody' })).toEqual([]);
});
