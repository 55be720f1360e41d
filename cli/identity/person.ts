import type { Person } from '../compile/index.ts';

/** Kinds of identities that `people` names. `local` and e-mail addresses are none: nobody verified them. */
const KINDS = ['github', 'clerk', 'database'] as const;

/**
 * Whether two identities are the same one. GitHub's logins do not tell capital letters from small ones; Clerk's ids and
 * the logins of Postgres do.
 */
export function isSameIdentity(a: string, b: string): boolean {
  return comparable(a) === comparable(b);
}

function comparable(identity: string): string {
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
