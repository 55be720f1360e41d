/** Roles as a table, and what a change of a cell makes of the list in the file. */
import fc from 'fast-check';
import type { AccessEntry } from 'flagforge/compile';
import { expect, test } from 'vitest';
import { type MemberRole, memberRows, ROLES, withAgain, withoutAdmin, withRoles } from './member-rows.ts';

const PLACES = ['staging', 'production'];
const PEOPLE = [
  { name: 'Kim Adler', github: 'kim', clerk: 'user_2kim', email: [] },
  { name: 'Sam Ortiz', clerk: 'user_2sam', email: [] },
];
const ACCESS: readonly AccessEntry[] = [
  { who: 'clerk:user_2sam', role: 'admin' },
  { who: 'github:kim', role: 'editor', environments: ['staging'] },
  { who: 'clerk:org:member', role: 'viewer' },
];

test('people stand with what they may do most, groups and strangers after them', () => {
  const rows = memberRows({ people: PEOPLE, access: ACCESS }, PLACES);
  expect(rows.map(({ name, roles }) => [name, roles])).toEqual([
    ['Kim Adler', { staging: 'editor', production: null }],
    ['Sam Ortiz', { staging: 'admin', production: 'admin' }],
    ['Members of the organisation', { staging: 'viewer', production: 'viewer' }],
  ]);
});

test('a role is written where theirs stood, to the login that had it', () => {
  expect(withRoles(ACCESS, ['clerk:user_2kim', 'github:kim'], { staging: 'editor', production: 'admin' })).toEqual([
    ACCESS[0],
    { who: 'github:kim', role: 'editor', environments: ['staging'] },
    { who: 'github:kim', role: 'admin', environments: ['production'] },
    ACCESS[2],
  ]);
  expect(withRoles(ACCESS, ['github:kim'], { staging: null, production: null })).toEqual([ACCESS[0], ACCESS[2]]);
  expect(withRoles(ACCESS, ['github:new'], { staging: 'viewer', production: 'viewer' })).toEqual([
    ...ACCESS,
    { who: 'github:new', role: 'viewer' },
  ]);
});

test('whatever is chosen is what is shown, and nobody else moves', () => {
  const role = fc.constantFrom<MemberRole | null>(...ROLES, null);
  const entry = fc.record({
    who: fc.constantFrom('github:kim', 'clerk:user_2kim', 'clerk:user_2sam', 'clerk:org:member'),
    role: fc.constantFrom(...ROLES),
    environments: fc.constantFrom(undefined, ['staging'], ['production'], PLACES),
  });
  const anyAccess = fc.array(
    entry.map(({ environments, ...own }) => (environments === undefined ? own : { ...own, environments })),
  );
  fc.assert(
    fc.property(anyAccess, role, role, (access, staging, production) => {
      const [kim, ...others] = memberRows({ people: PEOPLE, access }, PLACES);
      const next = withRoles(access, kim?.identities ?? [], { staging, production });
      const [after, ...rest] = memberRows({ people: PEOPLE, access: next }, PLACES);
      expect(after?.roles).toEqual({ staging, production });
      expect(rest).toEqual(others);
    }),
  );
});

test('who was taken out stands where they stood again', () => {
  const live = { people: PEOPLE, access: ACCESS };
  const [kim] = memberRows(live, PLACES);
  if (kim === undefined) throw new Error('Kim is there');
  const added = { who: 'github:new', role: 'viewer' };
  const without = { people: PEOPLE.slice(1), access: [...ACCESS.filter(({ who }) => who !== 'github:kim'), added] };
  expect(withAgain(without, live, kim)).toEqual({ people: PEOPLE, access: [...ACCESS, added] });
});

test('an environment that nobody administers is said', () => {
  expect(withoutAdmin({ people: PEOPLE, access: ACCESS }, PLACES)).toEqual([]);
  const only: readonly AccessEntry[] = [{ who: 'github:kim', role: 'admin', environments: ['staging'] }];
  expect(withoutAdmin({ people: PEOPLE, access: only }, PLACES)).toEqual(['production']);
  expect(withoutAdmin({ people: PEOPLE, access: null }, PLACES)).toEqual([]);
});
