import { describe, expect, test } from 'vitest';
import { type AccessEntry, compileProject, type Person } from '../compile/index.ts';
import { identityInAddress, ownersOf, personOf } from './person.ts';
import { approvalsFor, isSamePolicy, type Policy, parsePolicy, policyOf, strictestPolicy } from './policy.ts';
import { createPublisher, localUser, resolveActor } from './resolve-actor.ts';
import { hasBreakGlass, holdersOf, isProjectAdmin, rolesOf } from './roles.ts';

const PEOPLE: readonly Person[] = [
  { name: 'Pat Lee', github: 'PatLee', clerk: 'user_2x', database: 'pat', email: ['pat@acme.com'] },
  { name: 'Sam Ortiz', github: 'samortiz', database: 'sam', email: [] },
  { name: 'Mallory', clerk: 'org:admin', database: 'mallory', email: ['pat'] },
];

const policy = (access: readonly AccessEntry[] | null, breakGlass: readonly string[] = ['admin']): Policy => ({
  approvals: 1,
  approvers: ['editor', 'admin'],
  breakGlass,
  people: PEOPLE,
  access,
});

test.each([
  ['database:pat', 'Pat Lee'],
  ['github:patlee', 'Pat Lee'],
  ['github:PATLEE', 'Pat Lee'],
  ['clerk:user_2x', 'Pat Lee'],
  ['clerk:USER_2X', null],
  ['database:Pat', null],
  ['database:PAT', null],
  ['github:pat', null],
  ['clerk:pat', null],
  ['local:pat', null],
  ['email:pat@acme.com', null],
  ['pat', null],
  ['', null],
  ['clerk:org:admin', null],
  ['database:mallory', 'Mallory'],
])('%s belongs to %s', (identity, name) => {
  expect(personOf(identity, PEOPLE)?.name ?? null).toBe(name);
});

const ACCESS: readonly AccessEntry[] = [
  { who: 'clerk:org:admin', role: 'admin' },
  { who: 'github:patlee', role: 'editor', environments: ['development', 'staging'] },
  { who: 'database:pat', role: 'editor' },
  { who: 'github:SAMORTIZ', role: 'admin', environments: ['production'] },
  { who: 'database:ops', role: 'viewer' },
];

test.each<[string, string, readonly string[]]>([
  ['database:pat', 'production', ['editor']],
  ['github:PatLee', 'staging', ['editor']],
  ['clerk:user_2x', 'production', ['editor']],
  ['database:sam', 'production', ['admin']],
  ['database:sam', 'staging', []],
  ['database:SAM', 'production', []],
  ['database:ops', 'production', ['viewer']],
  ['database:mallory', 'production', []],
  ['clerk:org:admin', 'production', ['admin']],
  ['database:stranger', 'production', []],
])('%s has in %s the roles %j', (identity, environment, roles) => {
  expect(rolesOf(identity, policy(ACCESS), environment)).toEqual(roles);
});

describe('break-glass', () => {
  test.each<[string, Policy, string, boolean]>([
    ['a role that the policy names', policy(ACCESS), 'database:sam', true],
    ['another role', policy(ACCESS), 'database:pat', false],
    ['no role', policy(ACCESS), 'database:stranger', false],
    ['no access written at all', policy(null), 'database:stranger', true],
    ['an access that gives nobody anything', policy([]), 'database:sam', false],
    ['a policy that names nobody', policy(ACCESS, []), 'database:sam', false],
    ['a policy that names nobody, without access', policy(null, []), 'database:sam', false],
    ['another identity of the same person', policy(ACCESS), 'github:SamOrtiz', true],
  ])('with %s', (_, rules, identity, expected) => {
    expect(hasBreakGlass(identity, rules, 'production')).toBe(expected);
    expect(createPublisher(identity).mayBreakGlass(rules, 'production')).toBe(expected);
  });

  test('names those who have it', () => {
    expect(holdersOf(['admin'], policy(ACCESS), 'production')).toEqual(['clerk:org:admin', 'Sam Ortiz']);
    expect(holdersOf(['editor', 'viewer'], policy(ACCESS), 'staging')).toEqual(['Pat Lee', 'database:ops']);
    expect(holdersOf(['admin'], policy(null), 'production')).toEqual([]);
  });
});

test('an actor has the name that the policy in force gives to the identity', () => {
  expect(createPublisher('database:sam').actor(policy(null))).toEqual({
    identity: 'database:sam',
    person: 'Sam Ortiz',
  });
  expect(createPublisher('database:eve').actor(policy(null))).toEqual({ identity: 'database:eve', person: null });
});

test('a bot is nobody, whatever `people` say of it, and has what `access` gives the bot itself', () => {
  const people: readonly Person[] = [{ name: 'Sam Ortiz', github: 'deployer[bot]', database: 'sam', email: [] }];
  const bot = createPublisher('github:deployer[bot]');
  const asSam = { ...policy([{ who: 'database:sam', role: 'admin' }]), people };
  expect(bot.actor(asSam)).toEqual({ identity: 'github:deployer[bot]', person: null });
  expect(bot.mayBreakGlass(asSam, 'production')).toBe(false);
  const asItself = { ...policy([{ who: 'github:Deployer[bot]', role: 'admin' }]), people };
  expect(bot.rolesIn?.(asItself, 'production')).toEqual(['admin']);
});

test('in dev the user of this machine acts, as nobody of `people`, and may do everything', async () => {
  const database = {
    address: '',
    kind: 'embedded' as const,
    transaction: () => Promise.reject(),
    close: async () => {},
  };
  const publisher = await resolveActor(
    database,
    { env: { FLAGFORGE_TOKEN: 'for another place' }, now: Date.now },
    { organization: 'acme', directory: '/' },
  );
  expect(publisher.actor(policy(ACCESS))).toEqual(localUser().actor(policy(ACCESS)));
  expect(publisher.actor(policy(ACCESS)).identity).toMatch(/^local:.+/);
  expect(publisher.mayBreakGlass(policy([], []), 'production')).toBe(true);
});

test.each([
  ['', null],
  ['access: []\n', []],
  ['access: [{ who: "github:patlee", role: admin }]\n', [{ who: 'github:patlee', role: 'admin' }]],
])('a policy tells an access that is not written from an empty one: %j', (written, access) => {
  const text = `version: 1\norganization: acme\nproject: shop\n${written}`;
  const { project } = compileProject([{ path: 'flagforge.yaml', text }], { now: 0 });
  expect(project === null ? undefined : policyOf(project.config, 'production').access).toEqual(access);
});

describe('roles of an organisation', () => {
  test.each<[string, readonly string[], string, readonly string[]]>([
    ['clerk:user_new', ['clerk:org:admin'], 'production', ['admin']],
    ['database:pat', ['clerk:org:admin'], 'production', ['admin', 'editor']],
    ['clerk:user_new', ['clerk:org:member'], 'production', []],
    ['clerk:user_new', ['github:SAMORTIZ', 'database:ops', 'clerk:ORG:admin'], 'production', []],
    ['clerk:user_new', [], 'production', []],
  ])('%s with the claims %j has in %s the roles %j', (identity, claims, environment, roles) => {
    expect(rolesOf(identity, policy(ACCESS), environment, claims)).toEqual(roles);
    expect(hasBreakGlass(identity, policy(ACCESS), environment, claims)).toBe(roles.includes('admin'));
  });
});

const ALL = ['development', 'staging', 'production'];

test.each<[string, readonly AccessEntry[] | null, readonly string[], boolean | null]>([
  ['an entry without environments', [{ who: 'github:samortiz', role: 'admin' }], [], true],
  ['an entry that names them all', [{ who: 'github:samortiz', role: 'admin', environments: ALL }], [], true],
  [
    'entries that name them all together',
    ALL.map((name) => ({ who: 'github:samortiz', role: 'admin', environments: [name] })),
    [],
    true,
  ],
  [
    'one that leaves one out',
    [{ who: 'github:samortiz', role: 'admin', environments: ['staging', 'production'] }],
    [],
    false,
  ],
  ['another role', [{ who: 'github:samortiz', role: 'editor' }], [], false],
  ['a role of the organisation', [{ who: 'clerk:org:admin', role: 'admin' }], ['clerk:org:admin'], true],
  ['a role of the organisation that nobody verified', [{ who: 'clerk:org:admin', role: 'admin' }], [], false],
  ['an empty access', [], [], false],
  ['no access', null, ['clerk:org:admin'], null],
])('%s makes an admin of the project, or not', (_, access, claims, expected) => {
  expect(isProjectAdmin('database:sam', policy(access), ALL, claims)).toBe(expected);
});

test('an environment that nobody knows makes nobody an admin of all', () => {
  const access = [{ who: 'github:samortiz', role: 'admin', environments: ['production'] }];
  expect(isProjectAdmin('database:sam', policy(access), [])).toBe(false);
});

test.each<[string, readonly string[], string | null]>([
  ['pat@acme.com', ['Pat Lee'], null],
  [' PAT@ACME.COM ', ['Pat Lee'], null],
  ['12345+patlee@users.noreply.github.com', ['Pat Lee'], 'github:patlee'],
  ['PatLee@users.noreply.github.com', ['Pat Lee'], 'github:patlee'],
  ['7+kim_acme@users.noreply.github.com', [], 'github:kim_acme'],
  ['stranger@users.noreply.github.com', [], 'github:stranger'],
  ['1+app[bot]@users.noreply.github.com', [], null],
  ['patlee@users.noreply.github.com.evil.example', [], null],
  ['', [], null],
])('the address %s belongs to %j', (email, names, identity) => {
  expect(ownersOf(email, PEOPLE).map(({ name }) => name)).toEqual(names);
  expect(identityInAddress(email)).toBe(identity);
});

describe('approvals by risk', () => {
  const policyFor = (approvals: string): Policy => {
    const text = `version: 1\norganization: acme\nproject: shop\nenvironments: { production: { approvals: ${approvals} } }\n`;
    const { project } = compileProject([{ path: 'flagforge.yaml', text }], { now: 0 });
    if (project === null) throw new Error(approvals);
    return policyOf(project.config, 'production');
  };
  const numbers = (rules: Parameters<typeof approvalsFor>[0]) =>
    (['low', 'medium', 'high'] as const).map((risk) => approvalsFor(rules, risk));

  test.each([
    ['2', [2, 2, 2]],
    ['{ low: 1, medium: 1, high: 2 }', [1, 1, 2]],
    ['{ high: 3 }', [1, 1, 3]],
    ['{ medium: 2 }', [1, 2, 2]],
    ['{ low: 0, medium: 2 }', [0, 2, 2]],
  ])('%s asks for %j', (written, expected) => {
    const rules = policyFor(written);
    expect(numbers(rules)).toEqual(expected);
    expect('approvalsByRisk' in rules).toBe(written.startsWith('{'));
    expect(isSamePolicy(parsePolicy(JSON.stringify(rules)), rules)).toBe(true);
  });

  test('the stricter of two asks for the most at each risk', () => {
    expect(numbers(strictestPolicy(policyFor('{ low: 1, high: 3 }'), policyFor('2')))).toEqual([2, 2, 3]);
    expect(strictestPolicy(policyFor('1'), policyFor('2'))).not.toHaveProperty('approvalsByRisk');
  });

  test('rules that were stored before it was there are still read, and nonsense is not', () => {
    const stored = { approvals: 1, approvers: ['admin'], breakGlass: [], people: [], access: null };
    expect(numbers(parsePolicy(JSON.stringify(stored)) ?? { approvals: -1 })).toEqual([1, 1, 1]);
    for (const approvalsByRisk of [null, 2, {}, { medium: 1 }, { medium: '1', high: 2 }])
      expect(parsePolicy(JSON.stringify({ ...stored, approvalsByRisk }))).toBeNull();
  });
});
