import { describe, expect, test } from 'vitest';
import { compileProject } from '../compile/index.ts';
import { describeChange } from './describe-change.ts';
import { diffSnapshots } from './diff-snapshots.ts';

const CONFIG = 'version: 1\norganization: acme\nproject: shop\nunit: userId\nenvironments: { production: {} }\n';

function compile(files: Readonly<Record<string, string>>) {
  const sources = Object.entries({ 'flagforge.yaml': CONFIG, ...files }).map(([path, text]) => ({ path, text }));
  const { snapshots, diagnostics } = compileProject(sources, { now: 0 });
  const snapshot = snapshots.get('production');
  if (snapshot === undefined) throw new Error(diagnostics.map(({ message }) => message).join('; '));
  return snapshot;
}

const boolean = (production: string): string => `type: boolean\nenvironments:\n  production: { ${production} }\n`;
const lines = (before: string, after: string): string[] =>
  diffSnapshots(compile({ 'a.yaml': before }), compile({ 'a.yaml': after })).flatMap(describeChange);

describe('a flag', () => {
  test.each([
    ['its default', 'enabled: true, default: off', 'enabled: true, default: on', ['default: off -> on']],
    ['a default that was left out', 'enabled: true', 'enabled: true, default: on', ['default: off -> on']],
    ['whether it is enabled', 'enabled: false', 'enabled: true', ['enabled: false -> true']],
    [
      'a rollout',
      'default: { rollout: { on: 10, off: 90 } }',
      'default: { rollout: { on: 25, off: 75 } }',
      ['default: rollout on 10 % -> 25 %'],
    ],
    [
      'a variant that becomes a rollout',
      'default: off',
      'default: { rollout: 12.5% }',
      ['default: off -> rollout on 12.5 %, off 87.5 %'],
    ],
    [
      'the unit and the salt of a rollout',
      'default: { rollout: 10% }',
      'default: { rollout: 10%, unit: accountId, salt: second }',
      ['default: unit userId -> accountId', 'default: salt "a" -> "second"'],
    ],
    [
      'its rules by name',
      `rules: [{ name: staff, if: 'email ends_with "@a.com"', serve: on }, { name: us, if: 'region == "us"', rollout: 10% }]`,
      `rules: [{ name: staff, if: 'email ends_with "@b.com"', serve: on }, { name: us, if: 'region == "us"', rollout: 25% }, { if: age > 17, serve: off }]`,
      [
        'rule "staff": if email ends_with "@a.com" -> if email ends_with "@b.com"',
        'rule "us": rollout on 10 % -> 25 %',
        'rule 3 added: if age > 17: off',
      ],
    ],
    [
      'the order of its rules',
      `rules: [{ name: a, if: age > 1, serve: on }, { name: b, if: age > 2, serve: off }]`,
      `rules: [{ name: b, if: age > 2, serve: off }, { name: a, if: age > 1, serve: on }]`,
      ['rules in another order: rule "b", rule "a"'],
    ],
    [
      'a rule without a name that goes',
      'rules: [{ if: age > 1, serve: on }, { if: age > 2, serve: off }]',
      'rules: [{ if: age > 2, serve: off }]',
      ['rule 1 removed: if age > 1: on'],
    ],
    [
      'its targets',
      'targets: { on: [u1, u2] }',
      'targets: { on: [u2, u3], off: [u1] }',
      ['targets of off: added u1', 'targets of on: added u3; removed u1'],
    ],
    [
      'its schedule',
      'schedule: [{ at: "2026-12-01T09:00:00Z", enabled: true }]',
      'schedule: [{ at: "2026-12-01T09:00:00Z", enabled: false }, { at: "2026-12-02T09:00:00Z", default: { rollout: 50% } }]',
      [
        'schedule 2026-12-01T09:00:00Z: enabled: true -> false',
        'schedule 2026-12-02T09:00:00Z added: default: rollout on 50 %, off 50 %',
      ],
    ],
  ])('says what of it changed: %s', (_, before, after, expected) => {
    expect(lines(boolean(before), boolean(after)).sort()).toEqual([...expected].sort());
  });

  test('says what changed of its own keys', () => {
    const before = 'type: string\noff: a\nvariants: { a: one, b: two }\n';
    const after = 'type: string\noff: b\nkilled: true\nclient: true\nkillable: false\nvariants: { b: 2nd, c: three }\n';
    expect(lines(before, after)).toEqual([
      'killed: false -> true',
      'client: false -> true',
      'killable: true -> false',
      'variant b: "two" -> "2nd"',
      'variant c added: "three"',
      'variant a removed: "one"',
      'off: a -> b',
      'default: a -> b',
    ]);
  });

  test('that is new or gone is summed up', () => {
    const [other, flag] = ['type: boolean\n', boolean('enabled: true, rules: [{ if: age > 1, serve: on }]')];
    const before = compile({ 'b.yaml': other });
    const after = compile({ 'a.yaml': flag, 'b.yaml': other });
    expect(diffSnapshots(before, after).flatMap(describeChange)).toEqual([
      'added: boolean, enabled, 1 rule, default: off',
    ]);
    expect(diffSnapshots(after, before).flatMap(describeChange)).toEqual(['removed']);
  });
});

test('a segment says what of its condition and its lists changed', () => {
  const flag = boolean(`rules: [{ if: 'segment "staff"', serve: on }]`);
  const before = compile({ 'a.yaml': flag, 'segments/staff.yaml': 'if: age > 1\ninclude: [u1]\n' });
  const after = compile({ 'a.yaml': flag, 'segments/staff.yaml': 'if: age > 2\ninclude: [u1, u2]\nexclude: [u3]\n' });
  expect(diffSnapshots(before, after).flatMap(describeChange)).toEqual([
    'if age > 1 -> if age > 2',
    'include: added u2',
    'exclude: added u3',
  ]);
});

test('whatever differs has a line', () => {
  const state = (later: number): string =>
    JSON.stringify({ key: 'a', type: 'boolean', off: 'off', variants: [], later });
  expect(describeChange({ subject: 'flag', name: 'a', oldState: state(1), newState: state(2) })).toEqual(['changed']);
});
