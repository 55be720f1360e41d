import { describe, expect, test } from 'vitest';
import { diffProjects } from './diff-projects.ts';
import { boolean, CONFIG, diffOf, NOW, stateOf } from './testing/project-pair.ts';

const FLAG = { 'a.yaml': boolean('enabled: true, default: on') };
/** It names no environment, so that these can come and go. */
const PLAIN = { 'a.yaml': 'type: boolean\n' };
const HEAD = 'version: 1\norganization: acme\nproject: shop\nunit: userId\n';
const with_ = (more: string, environments = 'environments: { production: {} }\n') => ({
  ...PLAIN,
  'flagforge.yaml': `${HEAD}${environments}${more}`,
});

const settings = (before: Record<string, string>, after: Record<string, string>): string[] =>
  diffOf(before, after).settings.map(
    ({ setting, text, place }) => `${setting}: ${text} (${place?.file}:${place?.line})`,
  );

describe('flagforge.yaml', () => {
  test.each<[name: string, before: Record<string, string>, after: Record<string, string>, expected: readonly string[]]>(
    [
      ['that only looks different', with_('people: []\n'), with_('# nobody\npeople:\n  []\n'), []],
      [
        'names',
        with_(''),
        { ...FLAG, 'flagforge.yaml': CONFIG.replace('acme', 'ajax').replace('shop', 'store') },
        ['organization: acme -> ajax (flagforge.yaml:2)', 'project: shop -> store (flagforge.yaml:3)'],
      ],
      [
        'the policy of an environment',
        with_('', 'environments: { production: { approvals: 2 } }\n'),
        with_(
          '',
          'environments:\n  production:\n    approvals: { low: 1, high: 2 }\n    approvers: [admin]\n    breakGlass: []\n    overrides: allowed\n',
        ),
        [
          'environments.production.approvals: 2 -> 1 (medium risk 1, high 2) (flagforge.yaml:7)',
          'environments.production.approvers: editor or admin -> admin (flagforge.yaml:8)',
          'environments.production.breakGlass: admin -> nobody (flagforge.yaml:9)',
          'environments.production.overrides: denied -> allowed (flagforge.yaml:10)',
        ],
      ],
      [
        'an environment that is renamed: one goes, and another is new',
        with_('', 'environments:\n  staging: {}\n  production: {}\n'),
        with_('', 'environments:\n  staging: {}\n  prod: { approvals: 0 }\n'),
        [
          'environments.prod: a new environment: approvals 0, approvers editor or admin, breakGlass admin, overrides denied (flagforge.yaml:7)',
          'environments.production: the environment goes: approvals 1, approvers editor or admin, breakGlass admin, overrides denied (flagforge.yaml:7)',
        ],
      ],
      [
        'the order of environments',
        with_('', 'environments:\n  staging: {}\n  production: {}\n'),
        with_('', 'environments:\n  production: {}\n  staging: {}\n'),
        ['environments: in the order production, staging (flagforge.yaml:5)'],
      ],
      [
        'people',
        with_(
          'people:\n  - { name: Pat, github: pat, email: [pat@acme.com] }\n  - { name: Sam, github: sam }\n  - { name: Kim, clerk: user_1 }\n',
        ),
        with_(
          'people:\n  - { name: Pat, github: mallory, email: [pat@acme.com] }\n  - { name: Samuel, github: sam }\n  - { name: Jo, email: [jo@acme.com] }\n',
        ),
        [
          'people: Pat: github pat, email pat@acme.com -> github mallory, email pat@acme.com (flagforge.yaml:7)',
          'people: Sam is called Samuel now (flagforge.yaml:8)',
          'people: Jo added: email jo@acme.com (flagforge.yaml:9)',
          'people: Kim removed: clerk user_1 (flagforge.yaml:9)',
        ],
      ],
      [
        'access',
        with_(
          'access:\n  - { who: "github:pat", role: editor, environments: [production] }\n  - { who: "github:sam", role: admin }\n  - { who: "github:kim", role: viewer }\n',
        ),
        with_(
          'access:\n  - { who: "github:pat", role: editor }\n  - { who: "github:sam", role: admin }\n  - { who: "github:kim", role: admin }\n',
        ),
        [
          'access: github:pat as editor: in production -> everywhere (flagforge.yaml:7)',
          'access: github:kim as admin everywhere added (flagforge.yaml:9)',
          'access: github:kim as viewer everywhere removed (flagforge.yaml:9)',
        ],
      ],
      [
        'access that was not written',
        with_(''),
        with_('access: []\n'),
        ['access: roles are in use from now on (flagforge.yaml:6)'],
      ],
      [
        'access that is no longer written',
        with_('access: [{ who: "github:sam", role: admin }]\n'),
        with_(''),
        [
          'access: roles are no longer in use: whoever may write to the repository may approve (flagforge.yaml:6)',
          'access: github:sam as admin everywhere removed (flagforge.yaml:6)',
        ],
      ],
      [
        'the unit and the groups',
        with_('groups: { g: { slots: [{ flag: a, percent: 50 }] } }\n'),
        { ...FLAG, 'flagforge.yaml': `${HEAD.replace('userId', 'accountId')}environments: { production: {} }\n` },
        ['unit: userId -> accountId (flagforge.yaml:4)', 'groups: g: removed: a 50 % (flagforge.yaml:6)'],
      ],
    ],
  )('says %s', (_, before, after, expected) => {
    expect(settings(before, after)).toEqual(expected);
  });

  test('changes an environment by who may change it alone, where nothing that is served differs', () => {
    const before = with_(
      'access: [{ who: "github:sam", role: admin, environments: [staging] }]\n',
      'environments: { staging: {}, production: {} }\n',
    );
    const after = with_('access: []\n', 'environments: { staging: {}, production: {} }\n');
    const diff = diffOf(before, after);
    expect(diff.environments.map(({ environment, isChanged, items }) => [environment, isChanged, items])).toEqual([
      ['staging', true, []],
      ['production', false, []],
    ]);
  });
});

describe('attributes', () => {
  const declared = (region: string) =>
    with_(`attributes:\n  userId: string\n  age: number\n${region}`, 'environments: { staging: {}, production: {} }\n');
  const files = (region: string) => ({
    ...declared(region),
    'segments/us.yaml': 'if: region == "us"\n',
    'a.yaml': `type: boolean\nenvironments:\n  production: { enabled: true, rules: [{ if: 'segment "us"', serve: on }] }\n  staging: { enabled: true, rules: [{ if: age > 3, serve: on }] }\n`,
    'b.yaml': `type: boolean\nenvironments:\n  staging: { enabled: true, default: { rollout: 10%, unit: region } }\n`,
  });

  test('that change name every flag that reads them, through segments and rollouts too, and change no answer', () => {
    const diff = diffOf(files('  region: string\n'), files('  region: { type: string, enum: [us, eu] }\n'));
    expect(diff.attributes).toEqual([
      {
        attribute: 'region',
        text: 'string -> string, one of us, eu',
        place: { file: 'flagforge.yaml', line: 9 },
        readers: [
          { environment: 'staging', flags: ['b'] },
          { environment: 'production', flags: ['a'] },
        ],
      },
    ]);
    expect(diff.settings).toEqual([]);
    expect(diff.environments.map(({ isChanged }) => isChanged)).toEqual([false, false]);
  });

  test('that are the unit are read by lists of units', () => {
    const own = { ...declared(''), 'a.yaml': boolean('enabled: true, targets: { on: [u1] }') };
    const other = {
      ...own,
      'flagforge.yaml': own['flagforge.yaml'].replace('userId: string', 'userId: { type: string, enum: [u1] }'),
    };
    expect(diffOf(own, other).attributes[0]?.readers).toEqual([{ environment: 'production', flags: ['a'] }]);
  });
});

describe('whole environments and projects', () => {
  test('a new one and one that goes list their flags, and nobody moves in them', () => {
    const before = with_('', 'environments: { production: {} }\n');
    const after = with_('', 'environments: { prod: {} }\n');
    const environments = diffOf(before, after).environments.map(
      ({ environment, presence, isChanged, items, affected }) => {
        return [
          environment,
          presence,
          isChanged,
          items.map(({ name, lines }) => [name, lines[0]?.text]),
          affected.length,
        ];
      },
    );
    expect(environments).toEqual([
      [
        'prod',
        'added',
        true,
        [
          ['prod', 'a new environment, with 1 flag'],
          ['a', 'new: boolean, switched off, default off'],
        ],
        1,
      ],
      [
        'production',
        'removed',
        true,
        [
          ['production', 'the environment goes, with its 1 flag'],
          ['a', 'removed: boolean, switched off, default off'],
        ],
        1,
      ],
    ]);
  });

  test('a project that is new, and one that goes', () => {
    expect(diffOf(null, FLAG).settings[0]?.text).toBe('a new project, acme/shop');
    expect(diffOf(FLAG, null).settings).toEqual([
      { setting: 'project', text: 'the project acme/shop goes', place: { file: 'flagforge.yaml', line: 3 } },
    ]);
    expect(diffOf(null, null)).toEqual({ environments: [], settings: [], attributes: [] });
  });

  test('nothing lies between a project and itself, in whatever order its files come', () => {
    const state = stateOf(FLAG);
    const { environments, settings: own } = diffProjects(
      state,
      { ...state, files: [...state.files].reverse() },
      { now: NOW },
    );
    expect(environments).toEqual([
      expect.objectContaining({ isChanged: false, items: [], affected: [], risk: { level: 'low', reasons: [] } }),
    ]);
    expect(own).toEqual([]);
  });
});
