import { describe, expect, test } from 'vitest';
import { compileProject } from '../compile/index.ts';
import type { ProjectState } from '../diff/project-state.ts';
import { footprintOf } from './footprint.ts';
import type { Footprint } from './judgement.ts';

const CONFIG = `version: 1
organization: acme
project: shop
environments:
  development: {}
  staging: {}
  production: { approvals: 1 }
unit: userId
attributes: { userId: string, region: string }
people:
  - { name: Pat Lee, github: patlee }
access:
  - { who: "github:patlee", role: admin }
`;

const FLAG = `description: A flag
type: boolean
owner: web
kind: permanent
environments:
  staging: { enabled: true, rules: [{ if: segment "beta", serve: on }], default: off }
  production: { enabled: true, default: off }
`;

const PLAIN = FLAG.replace('rules: [{ if: segment "beta", serve: on }], ', '');
const FILES = {
  'flagforge.yaml': CONFIG,
  'a.yaml': FLAG,
  'segments/beta.yaml': 'description: Beta\nif: region == "eu"\n',
};

function stateOf(changed: Readonly<Record<string, string>> = {}): ProjectState {
  const files = Object.entries({ ...FILES, ...changed }).map(([path, text]) => ({ path, text }));
  const { project, snapshots, diagnostics } = compileProject(files, { now: 0 });
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (project === null || errors.length > 0) throw new Error(JSON.stringify(errors));
  return { files, project, snapshots };
}

const footprint = (changed: Readonly<Record<string, string>>, paths: readonly string[] = []): Footprint =>
  footprintOf(stateOf(), stateOf(changed), paths, 'flags', () => 'low');

const namesIn = ({ environments }: Footprint): readonly string[] => environments.map(({ environment }) => environment);
const config = (from: string, to: string): Record<string, string> => {
  if (!CONFIG.includes(from)) throw new Error(from);
  return { 'flagforge.yaml': CONFIG.replace(from, to) };
};

describe('an environment is touched', () => {
  test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    ['nowhere, by nothing', {}, []],
    [
      'nowhere, by an owner, a comment and a test',
      { 'a.yaml': `# new\n${FLAG.replace('web', 'shop')}`, 'a.test.yaml': 'tests: []\n' },
      [],
    ],
    [
      'where a rule changes',
      { 'a.yaml': FLAG.replace('production: { enabled: true', 'production: { enabled: false') },
      ['production'],
    ],
    ['where a segment reaches', { 'segments/beta.yaml': 'description: Beta\nif: region == "us"\n' }, ['staging']],
    [
      'everywhere, by the global kill switch',
      { 'a.yaml': `${FLAG}killed: true\n` },
      ['development', 'staging', 'production'],
    ],
    [
      'everywhere, by what break-glass may do',
      { 'a.yaml': `${FLAG}killable: false\n` },
      ['development', 'staging', 'production'],
    ],
    [
      'everywhere, by what client keys see',
      { 'a.yaml': `${FLAG}client: true\n` },
      ['development', 'staging', 'production'],
    ],
    ['everywhere, by a new flag that is off', { 'b.yaml': PLAIN }, ['development', 'staging', 'production']],
    [
      'everywhere, by a group',
      config('people:', 'groups: { g: { slots: [{ flag: a, percent: 50 }] } }\npeople:'),
      ['development', 'staging', 'production'],
    ],
    ['everywhere, by the unit', config('unit: userId', 'unit: region'), ['development', 'staging', 'production']],
    ['where its policy changes', config('approvals: 1', 'approvals: 2'), ['production']],
    ['where overrides are allowed', config('approvals: 1', 'approvals: 1, overrides: allowed'), ['production']],
    ['everywhere, by people', config('github: patlee', 'github: other'), ['development', 'staging', 'production']],
    ['everywhere, by access', config('role: admin', 'role: editor'), ['development', 'staging', 'production']],
    ['nowhere, by attributes', config('region: string', 'region: string, age: number'), []],
  ])('%s', (_, changed, expected) => {
    expect(namesIn(footprint(changed))).toEqual(expected);
  });

  test('by its rules only, where it serves what it served', () => {
    const rules = footprint(config('approvals: 1', 'approvals: 2'));
    expect(rules.environments).toEqual([{ environment: 'production', risk: 'low', isRulesOnly: true }]);
    const overrides = footprint(config('approvals: 1', 'approvals: 2, overrides: allowed'));
    expect(overrides.environments).toMatchObject([{ isRulesOnly: false }]);
  });

  test('when it is new, when it goes, and both when it is renamed', () => {
    const renamed = footprint({
      ...config('  production: { approvals: 1 }', '  live: { approvals: 1 }'),
      'a.yaml': FLAG.replace('production:', 'live:'),
    });
    expect(renamed.environments).toEqual([
      { environment: 'live', risk: 'high', isRulesOnly: false },
      { environment: 'production', risk: 'high', isRulesOnly: false },
    ]);
    expect(renamed.forAdmins).toEqual([
      'the environment production, which goes, in flags/flagforge.yaml',
      'the new environment live in flags/flagforge.yaml',
    ]);
  });
});

describe('only admins let through', () => {
  test.each<[string, string, string]>([
    ['organization: acme', 'organization: other', 'organization'],
    ['project: shop', 'project: other', 'project'],
    ['unit: userId', 'unit: region', 'unit'],
    ['name: Pat Lee', 'name: P. Lee', 'people'],
    ['role: admin', 'role: editor', 'access'],
    ['access:\n  - { who: "github:patlee", role: admin }\n', '', 'access'],
    ['access:\n  - { who: "github:patlee", role: admin }\n', 'access: []\n', 'access'],
    ['approvals: 1', 'approvals: 0', 'environments.production.approvals'],
    ['approvals: 1', 'approvals: { low: 1, high: 1 }', 'environments.production.approvals'],
    ['approvals: 1', 'approvals: 1, approvers: [viewer]', 'environments.production.approvers'],
    ['approvals: 1', 'approvals: 1, breakGlass: [editor]', 'environments.production.breakGlass'],
    ['staging: {}', 'staging: { overrides: denied }', 'environments.staging.overrides'],
  ])('%j -> %j', (from, to, setting) => {
    expect(footprint(config(from, to)).forAdmins).toEqual([`${setting} in flags/flagforge.yaml`]);
  });

  test.each([
    ['  staging: {}', '  staging: { approvals: 1, approvers: [editor, admin] }'],
    ['region: string', 'region: { type: string, enum: [eu, us] }'],
    ['version: 1\n', '# who may do what\nversion: 1\n'],
    ['unit: userId\n', 'unit: "userId"\n'],
  ])('but not %j -> %j, which says the same or concerns nobody', (from, to) => {
    expect(footprint(config(from, to))).toEqual({ environments: [], forAdmins: [] });
  });

  test.each<[string, boolean]>([
    ['.github/workflows/flags.yml', true],
    ['.github/workflows/deep/er.yml', true],
    ['.GitHub/Workflows/flags.yml', true],
    ['.github/actions/flagforge/action.yml', true],
    ['CODEOWNERS', true],
    ['docs/CODEOWNERS', true],
    ['.github/dependabot.yml', false],
    ['src/.github/workflows/x.yml', false],
    ['flags/CODEOWNERS', false],
    ['README.md', false],
  ])('the file %s: %s', (path, isMatter) => {
    expect(footprint({}, [path]).forAdmins).toHaveLength(isMatter ? 1 : 0);
  });

  test('a base without a project, one that does not compile, and the end of a project', () => {
    const all = ['development', 'staging', 'production'];
    const first = footprintOf(null, stateOf(), [], '', () => 'low');
    expect([namesIn(first), first.forAdmins]).toEqual([all, ['the base has no project: flagforge.yaml is new']]);
    const broken = footprintOf('broken', stateOf(), [], '', () => 'low');
    expect(namesIn(broken)).toEqual(all);
    expect(broken.forAdmins).toEqual(['the base does not compile, so nobody can tell what changes: flagforge.yaml']);
    const end = footprintOf(stateOf(), null, [], 'flags', () => 'low');
    expect([namesIn(end), end.forAdmins]).toEqual([all, ['the project goes: flags/flagforge.yaml is removed']]);
    for (const { environments } of [first, broken, end])
      expect(environments.every(({ risk, isRulesOnly }) => risk === 'high' && !isRulesOnly)).toBe(true);
  });
});
