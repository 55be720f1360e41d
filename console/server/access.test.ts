import type { ProjectConfig } from 'flagforge/compile';
import { expect, test } from 'vitest';
import { accessOf } from './access.ts';
import { ProblemError } from './http/problem.ts';
import { userOf } from './testing/stub-server.ts';

const environment = (name: string) => ({
  ...{ name, approvals: 1, approvers: ['editor', 'admin'], breakGlass: ['admin'], overrides: 'denied' as const },
});

const configOf = (access: ProjectConfig['access']): ProjectConfig => ({
  ...{ organization: 'acme', project: 'shop', unit: ['userId'], attributes: null, groups: [], access },
  environments: ['staging', 'production'].map(environment),
  people: [{ name: 'Pat Lee', clerk: 'user_pat', github: 'patlee', email: [] }],
});

const HERE = { name: { organization: 'acme', project: 'shop' }, people: [] };

const told = (name: string, access: ProjectConfig['access'], role = 'member') => {
  const found = accessOf(userOf(name, 'acme', role), configOf(access), HERE);
  const may = (what: (environment: string) => boolean) => ['staging', 'production'].filter(what);
  return { see: found.canSee, edit: may(found.mayEdit), administer: may(found.mayAdminister), isAdmin: found.isAdmin };
};

const NOTHING = { see: false, edit: [], administer: [], isAdmin: false };
const ALL = ['staging', 'production'];

test('access says who may what, by any identity of a person, and by what their organisation says', () => {
  const access = [
    { who: 'github:patlee', role: 'editor', environments: ['staging'] },
    { who: 'clerk:org:viewer', role: 'viewer' },
    { who: 'clerk:user_sam', role: 'admin' },
    { who: 'clerk:user_kim', role: 'admin', environments: ['staging'] },
  ];
  expect(told('pat', access)).toEqual({ see: true, edit: ['staging'], administer: [], isAdmin: false });
  expect(told('sam', access)).toEqual({ see: true, edit: ALL, administer: ALL, isAdmin: true });
  expect(told('kim', access)).toEqual({ see: true, edit: ['staging'], administer: ['staging'], isAdmin: false });
  expect(told('jo', access, 'viewer')).toEqual({ ...NOTHING, see: true });
  expect(told('jo', access)).toEqual(NOTHING);
  expect(told('pat', [])).toEqual(NOTHING);
});

test('without any access the roles of the organisation count, and what nobody knows only reads', () => {
  expect(told('pat', null, 'admin')).toEqual({ see: true, edit: ALL, administer: ALL, isAdmin: true });
  expect(told('pat', null)).toEqual({ see: true, edit: ALL, administer: [], isAdmin: false });
  for (const role of ['viewer', 'guest_member', 'guest', 'billing', 'read_only', 'administrator'])
    expect(told('pat', null, role)).toEqual({ ...NOTHING, see: true });
});

test('what is refused says who could', () => {
  const access = accessOf(
    userOf('jo'),
    configOf([
      { who: 'clerk:org:member', role: 'viewer' },
      { who: 'github:patlee', role: 'editor', environments: ['staging'] },
    ]),
    HERE,
  );
  const refusal = (work: () => void): string => {
    try {
      work();
      return 'none';
    } catch (error) {
      return error instanceof ProblemError
        ? `${error.status} ${error.message}; ${error.problem.hints.join()}`
        : String(error);
    }
  };
  expect(refusal(() => access.demandEdit('proposing changes', ['staging']))).toBe(
    '403 proposing changes in shop is for editors and admins; ask Pat Lee',
  );
  expect(refusal(() => access.demandAdmin('managing keys', 'production'))).toMatch(
    /^403 managing keys in production is for admins/,
  );
});
