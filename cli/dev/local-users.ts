import type { Person, ProjectConfig } from '../compile/index.ts';
import type { ForgeUser } from '../forge/forge.ts';
import { isProjectAdmin } from '../identity/roles.ts';

/** Somebody whom `dev` lets sign in on this machine, without a password: it listens on loopback only. */
export interface LocalUser {
  /** As Clerk would name them: `user_2pat`. */
  readonly id: string;
  readonly name: string;
  /** Their first address; null: none is known. */
  readonly email: string | null;
  /** Their role in the organisation, as Clerk's token names it. */
  readonly role: 'org:admin' | 'org:member' | 'org:viewer';
  /** True: of FlagForge, because the project names nobody. */
  readonly isBuiltIn: boolean;
}

const BUILT_IN: readonly LocalUser[] = [
  { id: 'user_ada', name: 'Ada Admin', email: 'ada@localhost', role: 'org:admin', isBuiltIn: true },
  { id: 'user_eddie', name: 'Eddie Editor', email: 'eddie@localhost', role: 'org:member', isBuiltIn: true },
  { id: 'user_vera', name: 'Vera Viewer', email: 'vera@localhost', role: 'org:viewer', isBuiltIn: true },
];

/**
 * Who may sign in to the console of `dev`: those of `people` that have a Clerk id, admins of the organisation where
 * `access` makes them admin of the whole project; else three built-in ones, one of each role.
 */
export function localUsersOf(config: Pick<ProjectConfig, 'people' | 'access' | 'environments'>): readonly LocalUser[] {
  const { people, access } = config;
  const names = config.environments.map(({ name }) => name);
  const named = people.flatMap((person): LocalUser[] => {
    const { name, clerk: id, email } = person;
    if (id === undefined || id.startsWith('org:')) return [];
    const isAdmin = isProjectAdmin(`clerk:${id}`, { people, access }, names) === true;
    return [{ id, name, email: email[0] ?? null, role: isAdmin ? 'org:admin' : 'org:member', isBuiltIn: false }];
  });
  return named.length > 0 ? named : BUILT_IN;
}

/** As the local forge knows them. */
export const forgeUserOf = ({ id, name, role }: LocalUser): ForgeUser => ({
  identity: `clerk:${id}`,
  kind: 'human',
  name,
  claims: [`clerk:${role}`],
});

/** Persons for the built-in ones, whom no `people` names: `dev` vouches for them. */
export const personsOf = (users: readonly LocalUser[]): readonly Person[] =>
  users.flatMap(({ id, name, isBuiltIn }) => (isBuiltIn ? [{ name, clerk: id, email: [] }] : []));
