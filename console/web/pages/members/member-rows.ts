/** People and groups with their roles, environment by environment, and what a change of them makes of the lists. Pure. */
import type { AccessEntry, Person } from 'flagforge/compile';
import { groupName, identitiesOfPerson } from '../../draft/member-words.ts';
import type { MemberLists } from '../../draft/operation.ts';

/** From those who may least. */
export const ROLES = ['viewer', 'editor', 'admin'] as const;
export type MemberRole = (typeof ROLES)[number];

export interface MemberRow {
  readonly name: string;
  /** null: a group of the organisation, or somebody who has a role and no name. */
  readonly person: Person | null;
  readonly identities: readonly string[];
  /** Environment -> what they may do most there; null: nothing of their own. */
  readonly roles: Readonly<Record<string, MemberRole | null>>;
}

export function memberRows({ people, access }: MemberLists, environments: readonly string[]): readonly MemberRow[] {
  const named = new Set(people.flatMap(identitiesOfPerson));
  const others = [...new Set((access ?? []).map(({ who }) => who))].filter((who) => !named.has(who));
  const rolesOf = (identities: readonly string[]): MemberRow['roles'] =>
    Object.fromEntries(environments.map((name) => [name, mostOf(access ?? [], identities, name)]));
  return [
    ...people.map((person): MemberRow => {
      const identities = identitiesOfPerson(person);
      return { name: person.name, person, identities, roles: rolesOf(identities) };
    }),
    ...others.map(
      (who): MemberRow => ({ name: groupName(who), person: null, identities: [who], roles: rolesOf([who]) }),
    ),
  ];
}

function mostOf(access: readonly AccessEntry[], identities: readonly string[], environment: string): MemberRole | null {
  const own = access.filter(
    ({ who, environments }) => identities.includes(who) && (environments?.includes(environment) ?? true),
  );
  return ROLES.findLast((role) => own.some((entry) => entry.role === role)) ?? null;
}

/**
 * The entries with these roles for one of them: one entry a role, without environments where it counts everywhere.
 * They stand where the first of theirs stood, or at the end.
 */
export function withRoles(
  access: readonly AccessEntry[],
  identities: readonly string[],
  roles: MemberRow['roles'],
): readonly AccessEntry[] {
  const at = access.findIndex(({ who }) => identities.includes(who));
  const who = access[at]?.who ?? identities[0];
  const others = access.filter((entry) => !identities.includes(entry.who));
  if (who === undefined) return others;
  const environments = Object.keys(roles);
  const own = ROLES.flatMap((role): AccessEntry[] => {
    const where = environments.filter((name) => roles[name] === role);
    if (where.length === 0) return [];
    return [where.length === environments.length ? { who, role } : { who, role, environments: where }];
  });
  const index = at === -1 ? others.length : access.slice(0, at).filter((entry) => others.includes(entry)).length;
  return [...others.slice(0, index), ...own, ...others.slice(index)];
}

/** The lists with somebody in them again whom the live ones have, where they stood. */
export function withAgain(lists: MemberLists, live: MemberLists, { name, identities }: MemberRow): MemberLists {
  const again = <T>(now: readonly T[], old: readonly T[], isOwn: (item: T) => boolean): readonly T[] => {
    const has = (items: readonly T[], item: T): boolean =>
      items.some((each) => JSON.stringify(each) === JSON.stringify(item));
    return [...old.filter((item) => isOwn(item) || has(now, item)), ...now.filter((item) => !has(old, item))];
  };
  const { people, access } = lists;
  return {
    people: again(people, live.people, (person) => person.name === name),
    access: access === null ? null : again(access, live.access ?? [], ({ who }) => identities.includes(who)),
  };
}

/** Environments in which nobody would be an admin. */
export const withoutAdmin = ({ access }: MemberLists, environments: readonly string[]): readonly string[] =>
  access === null
    ? []
    : environments.filter(
        (name) => !access.some((entry) => entry.role === 'admin' && (entry.environments?.includes(name) ?? true)),
      );
