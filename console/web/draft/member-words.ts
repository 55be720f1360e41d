/** What is done to people and their roles, in words. Pure. */
import type { AccessEntry, Person } from 'flagforge/compile';
import type { MemberLists } from './operation.ts';
import type { OperationWords } from './operation-words.ts';
import { isSameThing, type Thing } from './thing.ts';

/** Groups of an organisation, as people call them. */
const GROUPS: Readonly<Record<string, string>> = {
  'clerk:org:admin': 'Admins of the organisation',
  'clerk:org:member': 'Members of the organisation',
  'clerk:org:editor': 'Editors of the organisation',
  'clerk:org:viewer': 'Viewers of the organisation',
};

export const groupName = (who: string): string => GROUPS[who] ?? who;

/** `clerk:user_2kim`, `github:kimadler` */
export const identitiesOfPerson = ({ github, clerk, database }: Omit<Person, 'name' | 'email'>): readonly string[] => [
  ...(clerk === undefined ? [] : [`clerk:${clerk}`]),
  ...(github === undefined ? [] : [`github:${github}`]),
  ...(database === undefined ? [] : [`database:${database}`]),
];

/** `editor in development and staging, admin in production`, `no role` */
export function roleText(entries: readonly Pick<AccessEntry, 'role' | 'environments'>[]): string {
  const words = entries.map(({ role, environments }) =>
    environments === undefined ? role : `${role} in ${environments.join(' and ')}`,
  );
  return words.length === 0 ? 'no role' : words.join(', ');
}

const nameOf = (who: string, people: readonly Person[]): string =>
  people.find((person) => identitiesOfPerson(person).includes(who))?.name ?? groupName(who);

/** By the name of a person or a group. */
function rolesByName({ access }: MemberLists, people: readonly Person[]): ReadonlyMap<string, readonly AccessEntry[]> {
  const roles = new Map<string, AccessEntry[]>();
  for (const entry of access ?? []) {
    const name = nameOf(entry.who, people);
    roles.set(name, [...(roles.get(name) ?? []), entry]);
  }
  return roles;
}

/** Everybody with their roles, a line each. */
export function memberLines(members: MemberLists): readonly string[] {
  const roles = rolesByName(members, members.people);
  const names = new Set([...members.people.map(({ name }) => name), ...roles.keys()]);
  return [...names].map((name) => `${name}: ${roleText(roles.get(name) ?? [])}`);
}

/** @param before undefined: nobody said what was there. */
export function memberWords(before: MemberLists | undefined, members: MemberLists): OperationWords {
  const groups = Object.values(GROUPS);
  const say = (about: string, to: string, from: string | null = null): OperationWords => ({
    ...{ about, from, to, environment: null, isPlural: groups.includes(about) },
  });
  if (before === undefined) return say('who may do what', 'changes');
  if (before.access === null && members.access !== null) return say('roles', 'are given by the project from now on');
  const old = new Map(before.people.map((person) => [person.name, person]));
  const now = new Map(members.people.map((person) => [person.name, person]));
  const people = [...before.people, ...members.people];
  const [hadRoles, haveRoles] = [rolesByName(before, people), rolesByName(members, people)];
  const changes: OperationWords[] = [];
  for (const name of new Set([...hadRoles.keys(), ...old.keys(), ...haveRoles.keys(), ...now.keys()])) {
    const [had, have] = [roleText(hadRoles.get(name) ?? []), roleText(haveRoles.get(name) ?? [])];
    const [was, is] = [old.get(name), now.get(name)];
    if (was === undefined && is !== undefined) changes.push(say(name, `is new, with ${have}`));
    else if (was !== undefined && is === undefined) changes.push(say(name, 'goes'));
    else if (had !== have) changes.push(say(name, have, had));
    else if (!isSameThing(was as unknown as Thing, is as unknown as Thing)) changes.push(say(name, 'gets other names'));
  }
  const [first, ...others] = changes;
  if (first === undefined) return say('people', 'are in another order');
  if (others.length === 0) return first;
  const { about, from, to } = first;
  return say(about, `${from === null ? to : `becomes ${to}`}, and ${others.length} more`);
}
