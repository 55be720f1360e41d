import type { Person } from '../compile/index.ts';

/** Kinds of identities that `people` names. `local` and e-mail addresses are none: nobody verified them. */
const KINDS = ['github', 'clerk', 'database'] as const;

/**
 * Whether two identities are the same one. GitHub's logins do not tell capital letters from small ones; Clerk's ids and
 * the logins of Postgres do.
 */
export function isSameIdentity(a: string, b: string): boolean {
  return comparableIdentity(a) === comparableIdentity(b);
}

/** One text for each identity, however it is written: for sets and maps of identities. */
export function comparableIdentity(identity: string): string {
  return identity.startsWith('github:') ? identity.toLowerCase() : identity;
}

/**
 * Who an identity belongs to.
 * @param identity `database:sam`, `github:samortiz`, `clerk:user_2sam`.
 * @returns the first entry that has it, or null. The compiler refuses two people with one identity.
 */
export function personOf(identity: string, people: readonly Person[]): Person | null {
  return people.find((person) => identitiesOf(person).some((own) => isSameIdentity(own, identity))) ?? null;
}

/**
 * All identities of a person. What begins with `org:` is a role that Clerk gives to many people, never the id of one:
 * an entry that claims it must not take the role's rights along.
 */
export function identitiesOf(person: Person): string[] {
  return KINDS.flatMap((kind) => {
    const name = person[kind];
    return name === undefined || (kind === 'clerk' && name.startsWith('org:')) ? [] : [`${kind}:${name}`];
  });
}

/** GitHub's stand-in addresses: `12345+patlee@users.noreply.github.com`. They hold the login. */
const STAND_IN = /^(?:\d+\+)?([a-z\d][a-z\d_-]*)@users\.noreply\.github\.com$/i;

/**
 * Everybody whose address this is: the address of a commit is anybody's text, so it can only exclude somebody, and where
 * two have it, both. Capital letters do not count.
 */
export function ownersOf(email: string, people: readonly Person[]): readonly Person[] {
  const wanted = email.trim().toLowerCase();
  const login = STAND_IN.exec(wanted)?.[1];
  const owner = login === undefined ? null : personOf(`github:${login}`, people);
  const named = people.filter((person) => person.email.some((own) => own.toLowerCase() === wanted));
  return owner === null || named.includes(owner) ? named : [...named, owner];
}

/** The identity that an address itself names, or null. */
export function identityInAddress(email: string): string | null {
  const login = STAND_IN.exec(email.trim())?.[1];
  return login === undefined ? null : `github:${login.toLowerCase()}`;
}
