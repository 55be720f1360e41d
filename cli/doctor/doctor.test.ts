import { expect, test } from 'vitest';
import type { ProjectConfig } from '../compile/index.ts';
import type { BranchProtection, RepositoryProtection } from '../forge/protection.ts';
import { createStyle } from '../terminal/style.ts';
import { checkConfiguration } from './check-configuration.ts';
import { checkPeople } from './check-people.ts';
import { checkProtection } from './check-protection.ts';
import { checkClock } from './clock.ts';
import { renderCodeOwners } from './code-owners.ts';
import { renderChecks } from './render-checks.ts';

const environment = (name: string, approvals: number): ProjectConfig['environments'][number] => ({
  ...{ name, approvals, approvers: ['editor', 'admin'], breakGlass: ['admin'], overrides: 'denied' },
});

const config = (more: Partial<ProjectConfig>): ProjectConfig => ({
  ...{ organization: 'acme', project: 'shop', unit: ['userId'], attributes: null, groups: [] },
  environments: [environment('development', 0), environment('production', 1)],
  people: [
    { name: 'Pat Lee', github: 'patlee', clerk: 'user_pat', email: [] },
    { name: 'Sam Ortiz', github: 'samortiz', database: 'sam', email: [] },
  ],
  access: [
    { who: 'github:patlee', role: 'editor' },
    { who: 'github:samortiz', role: 'admin' },
    { who: 'clerk:user_pat', role: 'admin' },
  ],
  ...more,
});

const codes = (checks: readonly { readonly code: string; readonly verdict: string }[]): string[] =>
  checks.flatMap(({ code, verdict }) => (verdict === 'good' ? [] : [`${code} ${verdict}`]));

test('people: one more than are asked for, and two admins, are enough', () => {
  expect(codes(checkPeople(config({})))).toEqual([]);
});

test.each<[string, Partial<ProjectConfig>, string[]]>([
  ['nobody asks for approvals', { environments: [environment('production', 0)] }, ['no-approvals bad']],
  ['roles are not in use', { access: null }, ['no-roles weak']],
  [
    'the only approver may be the author',
    { access: [{ who: 'github:samortiz', role: 'admin' }] },
    ['approvers bad', 'admins bad'],
  ],
  [
    'two identities of one person are one',
    {
      access: [
        { who: 'github:samortiz', role: 'admin' },
        { who: 'database:sam', role: 'editor' },
      ],
    },
    ['approvers bad', 'admins bad'],
  ],
  [
    'an admin of one environment is none of the project',
    {
      access: [
        { who: 'github:samortiz', role: 'admin' },
        { who: 'github:patlee', role: 'admin', environments: ['production'] },
      ],
    },
    ['admins bad'],
  ],
  [
    'somebody whom nobody names',
    {
      access: [
        { who: 'github:samortiz', role: 'admin' },
        { who: 'github:PatLee', role: 'admin' },
        { who: 'github:ghost', role: 'editor' },
      ],
    },
    ['nameless weak'],
  ],
  ['a role of the organisation may be of many', { access: [{ who: 'clerk:org:admin', role: 'admin' }] }, []],
])('people: %s', (_, more, expected) => {
  expect(codes(checkPeople(config(more)))).toEqual(expected);
});

const branch = (name: string, more: Partial<BranchProtection> = {}): BranchProtection => ({
  ...{ branch: name, exists: true, requiresRequest: true, approvals: 1, dismissesStale: true },
  ...{ requiresLastPushApproval: true, requiresCodeOwners: true, requiredChecks: ['check', 'approvals'] },
  ...{ forbidsForcePush: true, forbidsDeletion: true, bypassedBy: [] },
  ...more,
});

const repository = (more: Partial<BranchProtection> = {}, rest: Partial<RepositoryProtection> = {}) => ({
  base: branch('main', more),
  anchors: branch('flagforge-audit'),
  codeOwners: { path: '.github/CODEOWNERS', problems: [] },
  actionsMayApprove: false,
  ...rest,
});

test('a repository that is protected as it should be has nothing amiss', () => {
  expect(codes(checkProtection(repository()))).toEqual([]);
});

test.each<[string, Partial<BranchProtection>, string]>([
  ['pushes without a request', { requiresRequest: false }, 'request-required bad'],
  ['no approvals', { approvals: 0 }, 'approval-required bad'],
  ['stale approvals', { dismissesStale: false }, 'stale-approvals bad'],
  ['the last one who pushed', { requiresLastPushApproval: false }, 'last-push bad'],
  ['owners of code', { requiresCodeOwners: false }, 'code-owners-required bad'],
  ['a check that is not required', { requiredChecks: ['check'] }, 'checks-required bad'],
  ['forced pushes', { forbidsForcePush: false }, 'force-push bad'],
  ['deletion', { forbidsDeletion: false }, 'deletion bad'],
  ['people who may go around', { bypassedBy: ['role admin'] }, 'bypass bad'],
  ['what may not be read', { bypassedBy: null }, 'bypass unknown'],
  ['approvals that may not be read', { approvals: null }, 'approval-required unknown'],
])('a repository lacks: %s', (_, more, expected) => {
  const checks = checkProtection(repository(more));
  expect(codes(checks)).toEqual([expected]);
  expect(checks.find(({ verdict }) => verdict !== 'good')?.remedy).toEqual(expect.any(String));
});

test('the branch of the anchors, CODEOWNERS and workflows that approve are looked at too', () => {
  const weak = repository(
    {},
    {
      anchors: branch('flagforge-audit', { forbidsForcePush: false, forbidsDeletion: false }),
      codeOwners: null,
      actionsMayApprove: true,
    },
  );
  expect(codes(checkProtection(weak))).toEqual([
    'anchors-force-push bad',
    'anchors-deletion bad',
    'code-owners bad',
    'actions-approve bad',
  ]);
});

test.each([
  [1_900, 0, 'good'],
  [2_100, 0, 'bad'],
  [-2_100, 0, 'bad'],
  [-14_000, 15_000, 'good'],
  [-20_000, 15_000, 'bad'],
])('a clock that is %d ms off, asked %d ms ago, is %s', (skew, slack, verdict) => {
  expect(checkClock('Postgres', 1_000_000 + skew, 1_000_000, slack).verdict).toBe(verdict);
});

test('a password that crosses the network in clear is told of, and never shown', () => {
  const checks = checkConfiguration({
    REDIS_URL: 'redis://user:hunter2@cache.internal:6379',
    FLAGFORGE_SIGNING_KEY: 'x',
  });
  expect(codes(checks)).toEqual(['transport bad']);
  expect(JSON.stringify(checks)).not.toContain('hunter2');
  expect(codes(checkConfiguration({ REDIS_URL: 'redis://localhost:6379' }))).toEqual(['signing weak']);
});

const owners = (existing: string | null, more: Partial<ProjectConfig> = {}) => {
  const rendered = renderCodeOwners(existing, config(more), 'flags');
  if (rendered === null) throw new TypeError('nobody owns anything');
  return rendered;
};

test('CODEOWNERS gets the approvers and the admins, and everything else of it stays', () => {
  const { text, leftOut } = owners('# ours\n*  @acme/all\n');
  expect(text).toMatchInlineSnapshot(`
    "# ours
    *  @acme/all

    # Begin of what flagforge doctor --codeowners writes from flagforge.yaml: edit that, and run it again.
    /flags/                @patlee @samortiz
    /flags/flagforge.yaml  @samortiz @patlee
    /.github/workflows/    @samortiz @patlee
    /.github/actions/      @samortiz @patlee
    CODEOWNERS             @samortiz @patlee
    # End of what flagforge doctor --codeowners writes.
    "
  `);
  expect(leftOut).toEqual([]);
  expect(owners(text).text).toBe(text);
  const again = owners(text, {
    access: [
      { who: 'github:samortiz', role: 'admin' },
      { who: 'clerk:org:admin', role: 'admin' },
    ],
  });
  expect(again.text).not.toContain('patlee');
  expect(again.text.startsWith('# ours\n*  @acme/all\n')).toBe(true);
  expect(again.leftOut).toEqual(['clerk:org:admin']);
  expect(renderCodeOwners(text, config({ access: [] }), 'flags')).toBeNull();
});

test('what was found reads as a list, with how to mend it', () => {
  const checks = [...checkPeople(config({ access: [] })), checkClock('Postgres', 0, 0)];
  expect(renderChecks(checks, createStyle(false), 100)).toMatchInlineSnapshot(`
    "people
      BAD      production asks for 1 of editor or admin: nobody; nobody approves their own change, so a
               change by one of them can have too few
               give 2 more people one of these roles under \`access\`
      BAD      admins of the whole project: nobody; a change of flagforge.yaml or of a workflow needs
               one who did not write it
               give at least two people the role admin, without \`environments\`

    clocks
      ok       the clock of Postgres agrees with this machine's

    3 checks: 2 bad, 0 weak, 0 unknown
    "
  `);
});
