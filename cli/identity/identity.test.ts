import { describe, expect, test } from 'vitest';
import { type AccessEntry, compileProject, type Person } from '../compile/index.ts';
import { personOf } from './person.ts';
import type { Policy } from './policy.ts';
import { policyOf } from './policy.ts';
import { createPublisher, localUser, resolveActor } from './resolve-actor.ts';
import { hasBreakGlass, holdersOf, rolesOf } from './roles.ts';

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

test('in dev the user of this machine acts, as nobody of `people`, and may do everything', async () => {
  const database = {
    address: '',
    kind: 'embedded' as const,
    transaction: () => Promise.reject(),
    close: async () => {},
  };
  const publisher = await resolveActor(database);
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
