import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileProject } from '../../compile/index.ts';
import { type AffectedFlag, type Movement, RISK_LEVELS, type SettingDiff } from '../project-diff.ts';
import type { ProjectState } from '../project-state.ts';
import { assessRisk } from './assess-risk.ts';
import { RISKS, type RiskCode } from './risk-table.ts';

const NOW = Date.UTC(2026, 10, 23);

const config = (environments: string, more = ''): string =>
  `version: 1\norganization: acme\nproject: shop\nunit: userId\nenvironments: ${environments}\n${more}`;
const CONFIG = config('{ staging: {}, production: {} }');

function compile(files: Readonly<Record<string, string>>): ProjectState {
  const sources = Object.entries({ 'flagforge.yaml': CONFIG, ...files }).map(([path, text]) => ({ path, text }));
  const { snapshots, project, diagnostics } = compileProject(sources, { now: NOW });
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (project === null || errors.length > 0) throw new Error(errors.map(({ message }) => message).join('; '));
  return { files: sources, project, snapshots };
}

interface Extra {
  readonly affected?: readonly AffectedFlag[];
  readonly settings?: readonly SettingDiff[];
}

function assess(
  before: ProjectState | null,
  after: ProjectState | null,
  { affected = [], settings = [] }: Extra = {},
  environment = 'production',
) {
  return assessRisk({ before, after, environment, items: [], affected, settings, now: NOW });
}

const boolean = (production: string, more = ''): string =>
  `type: boolean\n${more}environments:\n  staging: { ${production} }\n  production: { ${production} }\n`;
const codes = (before: string, after: string, name = 'a.yaml', others: Readonly<Record<string, string>> = {}) =>
  assess(compile({ ...others, [name]: before }), compile({ ...others, [name]: after })).reasons.map(({ code }) => code);

const RULES = `rules: [{ name: staff, if: 'email ends_with "@a.com"', serve: on }, { name: us, if: 'region == "us"', rollout: 10% }]`;
const strings = (variants: string, rest: string): string =>
  `type: string\noff: a\nvariants: ${variants}\nenvironments:\n  production: ${rest}\n`;

describe('a flag', () => {
  test.each<[what: string, before: string, after: string, expected: readonly RiskCode[]]>([
    ['a percentage that goes down', 'default: { rollout: 25% }', 'default: { rollout: 10% }', ['percentage-lowered']],
    ['a percentage that goes up a little', 'default: { rollout: 10% }', 'default: { rollout: 15% }', []],
    ['a first percent', 'default: { rollout: 1% }', 'default: { rollout: 5% }', []],
    ['more than twice as many', 'default: { rollout: 10% }', 'default: { rollout: 25% }', ['rollout-doubled']],
    ['on for fewer', 'default: on', 'default: { rollout: 90% }', ['percentage-lowered']],
    ['another salt', 'default: { rollout: 10% }', 'default: { rollout: 10%, salt: b }', ['rebucketed']],
    ['another unit', 'default: { rollout: 10% }', 'default: { rollout: 10%, unit: accountId }', ['rebucketed']],
    [
      'a rule above another',
      RULES,
      `rules: [{ name: us, if: 'region == "us"', rollout: 10% }, { name: staff, if: 'email ends_with "@a.com"', serve: on }]`,
      ['rule-moved'],
    ],
    ['a rule that goes', RULES, `rules: [{ name: us, if: 'region == "us"', rollout: 10% }]`, ['rule-removed']],
    [
      'a new rule in between',
      RULES,
      `rules: [{ name: staff, if: 'email ends_with "@a.com"', serve: on }, { name: eu, if: 'region == "eu"', serve: on }, { name: us, if: 'region == "us"', rollout: 10% }]`,
      [],
    ],
    [
      'a step that is past already',
      'default: off',
      'default: off, schedule: [{ at: "2026-11-01T00:00:00Z", targets: { on: [u1] } }]',
      ['schedule-past'],
    ],
    [
      'a step to come that takes from somebody',
      'default: { rollout: 25% }',
      'default: { rollout: 25% }, schedule: [{ at: "2026-12-01T00:00:00Z", default: { rollout: 5% } }]',
      ['percentage-lowered'],
    ],
  ])('has a reason for %s', (_, before, after, expected) => {
    expect(codes(boolean(`enabled: true, ${before}`), boolean(`enabled: true, ${after}`))).toEqual(expected);
  });

  test.each<[what: string, before: string, after: string, expected: readonly RiskCode[]]>([
    ['a kill', boolean('enabled: true'), boolean('enabled: true', 'killed: true\n'), ['kill-switch']],
    ['the end of a kill', boolean('enabled: true', 'killed: true\n'), boolean('enabled: true'), ['kill-switch']],
    ['one that is disabled', boolean('enabled: true'), boolean('enabled: false'), ['disabled']],
    [
      'archiving while it is on',
      boolean('enabled: true'),
      boolean('enabled: true', 'archived: true\n'),
      ['flag-removed'],
    ],
    ['archiving while it is off', boolean('enabled: false'), boolean('enabled: false', 'archived: true\n'), []],
    ['no more kills', boolean('enabled: true'), boolean('enabled: true', 'killable: false\n'), ['killable-changed']],
    ['what clients may see', boolean('enabled: true'), boolean('enabled: true', 'client: true\n'), ['client-visible']],
    ['what clients may no longer see', boolean('enabled: true', 'client: true\n'), boolean('enabled: true'), []],
    [
      'another type',
      strings('{ a: one, b: two }', '{ enabled: true, default: b }'),
      strings('{ a: 1, b: 2 }', '{ enabled: true, default: b }').replace('string', 'number'),
      ['type-changed', 'value-changed'],
    ],
    [
      'a variant that is served and goes',
      strings('{ a: one, b: two }', '{ enabled: true, targets: { b: [u1] } }'),
      strings('{ a: one, c: two }', '{ enabled: true }'),
      ['variant-removed'],
    ],
    [
      'a variant that nobody gets',
      strings('{ a: one, b: two }', '{ enabled: true }'),
      strings('{ a: one }', '{ enabled: true }'),
      [],
    ],
    [
      'another value',
      strings('{ a: one, b: two }', '{ enabled: true, default: b }'),
      strings('{ a: one, b: zwei }', '{ enabled: true, default: b }'),
      ['value-changed'],
    ],
    [
      'variants in another order',
      strings('{ a: one, b: two, c: three }', '{ enabled: true, default: { rollout: { b: 50, c: 50 } } }'),
      strings('{ a: one, c: three, b: two }', '{ enabled: true, default: { rollout: { b: 50, c: 50 } } }'),
      ['variants-reordered'],
    ],
    [
      'another off variant',
      strings('{ a: one, b: two }', '{ enabled: true, default: b }'),
      strings('{ a: one, b: two }', '{ enabled: true, default: b }').replace('off: a', 'off: b'),
      ['off-changed'],
    ],
    [
      'a value that looks like a credential',
      strings('{ a: one, b: two }', '{ enabled: true, default: a }'),
      strings(`{ a: one, b: "${'AKIA'}IOSFODNN7EXAMPLE" }`, '{ enabled: true, default: a }'),
      ['secret-looking'],
    ],
  ])('has a reason for %s', (_, before, after, expected) => {
    const tests = { 'z.yaml': 'type: boolean\n' };
    const found = codes(before, after, 'a.yaml', tests);
    expect([...found].sort()).toEqual([...expected].sort());
  });

  test('that is not on changes without risk', () => {
    expect(
      codes(boolean('enabled: false, default: { rollout: 50% }'), boolean('enabled: false, default: { rollout: 5% }')),
    ).toEqual([]);
  });

  test('says from when on, and what it was', () => {
    const step = (percent: string): string =>
      boolean(
        `enabled: false, default: { rollout: ${percent} }, schedule: [{ at: "2026-12-01T09:00:00Z", enabled: true }]`,
      );
    const { reasons } = assess(compile({ 'a.yaml': step('25%') }), compile({ 'a.yaml': step('10%') }));
    expect(reasons).toEqual([
      {
        ...{ code: 'percentage-lowered', level: 'medium', flag: 'a' },
        text: 'from 2026-12-01T09:00:00Z on: the default gives on to fewer units: 25 % -> 10 %',
      },
    ]);
  });

  test('with other prerequisites has a reason', () => {
    const [old, now] = ['', 'requires: [{ flag: b, variant: on }]\n'].map((more) => boolean('enabled: true', more));
    expect(codes(old ?? '', now ?? '', 'a.yaml', { 'b.yaml': boolean('enabled: true') })).toEqual(['requires-changed']);
  });
});

describe('a group', () => {
  const groups = (slots: string, unit = 'userId'): string =>
    config('{ production: {} }', `groups: { g: { unit: ${unit}, slots: [${slots}] } }\n`);
  const flags = { 'a.yaml': 'type: boolean\n', 'b.yaml': 'type: boolean\n' };
  const found = (before: string, after: string) =>
    assess(compile({ ...flags, 'flagforge.yaml': before }), compile({ ...flags, 'flagforge.yaml': after })).reasons.map(
      ({ code, flag }) => [code, flag],
    );

  test.each([
    ['grows at its end', '{ flag: a, percent: 50 }', '{ flag: a, percent: 60 }', []],
    ['shrinks', '{ flag: a, percent: 50 }', '{ flag: a, percent: 40 }', [['group-changed', 'a']]],
    [
      'moves because another grows',
      '{ flag: a, percent: 30 }, { flag: b, percent: 30 }',
      '{ flag: a, percent: 40 }, { flag: b, percent: 30 }',
      [['group-changed', 'b']],
    ],
    [
      'has another flag',
      '{ flag: a, percent: 30 }',
      '{ flag: a, percent: 30 }, { flag: b, percent: 5 }',
      [['group-changed', 'b']],
    ],
  ])('whose slot %s', (_, before, after, expected) => {
    expect(found(groups(before), groups(after))).toEqual(expected);
  });

  test('with another unit draws everyone anew', () => {
    expect(found(groups('{ flag: a, percent: 30 }'), groups('{ flag: a, percent: 30 }', 'accountId'))).toEqual([
      ['rebucketed', null],
    ]);
  });
});

describe('how many move', () => {
  const some = compile({ 'a.yaml': boolean('enabled: true') });
  const move = (share: number, among = 'all users', from: string | null = 'off'): AffectedFlag => {
    const movement: Movement = { from, to: 'on', share, among, since: null, until: null };
    return { flag: 'a', through: null, movements: [movement], words: [] };
  };
  test.each<[share: number, among: string, expected: readonly string[]]>([
    [0.25, 'all users', []],
    [0.25001, 'all users', ['affected-quarter']],
    [0.5, 'all users', ['affected-quarter']],
    [0.50001, 'all users', ['affected-half']],
    [0.5, 'accounts where region starts with "us-"', []],
    [1, 'accounts where region starts with "us-"', ['affected-rule']],
    [1, 'users where new-api serves on', ['affected-half']],
    [1, 'users where new-api serves on and age > 17', ['affected-rule']],
    [1, 'users listed as targets (user-1)', []],
  ])('%d of %s', (share, among, expected) => {
    expect(assess(some, some, { affected: [move(share, among)] }).reasons.map(({ code }) => code)).toEqual(expected);
  });

  test('at once is what begins at one instant', () => {
    const [
      {
        movements: [movement],
      },
    ] = [move(0.3)] as const;
    const later = (since: number): Movement[] => (movement === undefined ? [] : [{ ...movement, since }]);
    const affected = (...instants: number[]): AffectedFlag[] => [
      { flag: 'a', through: null, movements: instants.flatMap(later), words: [] },
    ];
    expect(assess(some, some, { affected: affected(NOW + 1, NOW + 2) }).level).toBe('medium');
    expect(assess(some, some, { affected: affected(NOW + 1, NOW + 1) })).toMatchObject({
      ...{ level: 'high' },
      reasons: [{ text: 'from 2026-11-23T00:00:00.001Z on: 60 % of all users move at once' }],
    });
  });

  test('whoever had nothing before loses nothing', () => {
    expect(assess(some, some, { affected: [move(1, 'all users', null)] }).reasons).toEqual([]);
  });

  test('what reaches many flags says how many', () => {
    const affected = [...'abcdef'].map(
      (flag): AffectedFlag => ({ flag, through: 'segment beta', movements: [], words: [] }),
    );
    expect(assess(some, some, { affected }).reasons[0]?.text).toBe('what changes reaches 6 flags that were not edited');
    expect(assess(some, some, { affected: affected.slice(1) }).reasons).toEqual([]);
  });
});

describe('settings', () => {
  const some = compile({ 'a.yaml': boolean('enabled: true') });
  const setting = (name: string): SettingDiff => ({ setting: name, text: `${name} changes`, place: null });
  test.each<[name: string, expected: readonly string[]]>([
    ['access', ['access-changed']],
    ['people', ['access-changed']],
    ['project', ['project-renamed']],
    ['environments.production.approvals', ['approvals-changed']],
    ['environments.production.approvers', ['approvals-changed']],
    ['environments.production.breakGlass', ['approvals-changed']],
    ['environments.staging.approvals', []],
    ['environments.prod.approvals', []],
    ['groups', []],
    ['constructor', []],
  ])('%s', (name, expected) => {
    expect(assess(some, some, { settings: [setting(name)] }).reasons.map(({ code }) => code)).toEqual(expected);
  });

  test('overrides that become allowed', () => {
    const [denied, allowed] = ['denied', 'allowed'].map((overrides) =>
      compile({ 'flagforge.yaml': config(`{ production: { overrides: ${overrides} } }`) }),
    );
    expect(assess(denied ?? null, allowed ?? null).level).toBe('high');
    expect(assess(allowed ?? null, denied ?? null).level).toBe('low');
  });

  test('an environment that comes or goes is a high risk, whatever its name', () => {
    const other = compile({ 'flagforge.yaml': config('{ staging: {} }') });
    expect(assess(other, some).reasons.map(({ code }) => code)).toEqual(['environment-added']);
    expect(assess(some, other).reasons.map(({ code }) => code)).toEqual(['environment-removed']);
    expect(assess(null, some, {}, 'staging').level).toBe('high');
  });
});

test('the table in the README is the one that the code has', () => {
  const text = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const rows = [...text.matchAll(/^\| `([a-z-]+)` \| (.+) \| (low|medium|high) \| (low|medium|high) \|$/gm)];
  expect(Object.fromEntries(rows.map(([, code, when, guarded, trial]) => [code, { guarded, trial, when }]))).toEqual(
    RISKS,
  );
});

test('in trial environments nothing is riskier than elsewhere', () => {
  const wrong = Object.entries(RISKS).filter(
    ([, { guarded, trial }]) => RISK_LEVELS.indexOf(trial) > RISK_LEVELS.indexOf(guarded),
  );
  expect(wrong).toEqual([]);
});

/** Edits that touch different keys, so that any of them can come on top of the others. */
const EDITS: Readonly<Record<string, readonly [before: string, after: string]>> = {
  kill: ['killed: false', 'killed: true'],
  disable: ['enabled: true', 'enabled: false'],
  client: ['client: false', 'client: true'],
  killable: ['killable: true', 'killable: false'],
  percent: ['rollout: { b: 30, c: 70 }', 'rollout: { b: 20, c: 80 }'],
  salt: ['salt: first', 'salt: second'],
  value: ['b: two', 'b: zwei'],
  target: ['targets: { b: [u1] }', 'targets: { c: [u1] }'],
  rule: [
    '[{ name: one, if: age > 1, serve: b }, { name: two, if: age > 2, serve: c }]',
    '[{ name: two, if: age > 2, serve: c }, { name: one, if: age > 1, serve: b }]',
  ],
  step: ['schedule: []', 'schedule: [{ at: "2026-11-01T00:00:00Z", enabled: true }]'],
  order: ['{ a: one, b: two, c: three }', '{ a: one, c: three, b: two }'],
  archive: ['archived: false', 'archived: true'],
};
const WHOLE = `type: string
off: a
variants: { a: one, b: two, c: three }
killed: false
client: false
killable: true
archived: false
environments:
  production:
    enabled: true
    targets: { b: [u1] }
    rules: [{ name: one, if: age > 1, serve: b }, { name: two, if: age > 2, serve: c }]
    default: { rollout: { b: 30, c: 70 }, salt: first }
    schedule: []
`;

/** `order` and `value` are written into the same line, so names are replaced one at a time. */
function edited(names: readonly string[]): ProjectState {
  const text = names.reduce((sum, name) => {
    const [before = '', after = ''] = EDITS[name] ?? [];
    return sum.replace(before, after);
  }, WHOLE);
  return compile({ 'a.yaml': text });
}

test('risk never falls when more is changed', () => {
  const base = edited([]);
  const movement = fc.record({
    from: fc.constantFrom('off', 'on', null),
    to: fc.constantFrom('off', 'on', null),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    among: fc.constantFrom('all users', 'users where age > 1'),
    since: fc.constantFrom(null, 1, 2),
    until: fc.constant(null),
  });
  const affected = fc.array(
    fc.record({
      flag: fc.constantFrom(...'abcdefgh'),
      through: fc.constantFrom(null, 'segment s'),
      movements: fc.array(movement),
      words: fc.constant([]),
    }),
    { maxLength: 9 },
  );
  const setting = fc.record({
    setting: fc.constantFrom('access', 'groups', 'environments.production.approvals', 'organization'),
    text: fc.constant('changes'),
    place: fc.constant(null),
  });
  const change = fc.record({
    names: fc.subarray(Object.keys(EDITS)),
    affected,
    settings: fc.array(setting, { maxLength: 3 }),
  });
  const weight = (found: ReturnType<typeof assess>): number => RISK_LEVELS.indexOf(found.level);
  fc.assert(
    fc.property(change, change, (some, more) => {
      const both = {
        names: [...new Set([...some.names, ...more.names])],
        affected: [...some.affected, ...more.affected],
        settings: [...some.settings, ...more.settings],
      };
      const [less, whole] = [some, both].map((each) => assess(base, edited(each.names), each));
      if (less === undefined || whole === undefined) throw new Error('two were asked for');
      expect(weight(whole)).toBeGreaterThanOrEqual(weight(less));
    }),
    { numRuns: 300 },
  );
});
