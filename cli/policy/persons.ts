/** Who is who, by several states of `people` at once. */
import type { Person } from '../compile/index.ts';
import { comparableIdentity, identitiesOf, identityInAddress, ownersOf, personOf } from '../identity/person.ts';

/** Persons by key. Two names of one person have the same key if any of the lists says so. */
export interface Persons {
  keyOf(identity: string): string;
  /** Everybody whose address it may be. */
  keysOfAddress(email: string): readonly string[];
  /** The person's name, or the identity itself. Anybody's text. */
  nameOf(identity: string): string;
}

/**
 * Joins what several lists say, so that no change can part two names of one person: what the base says holds, and what
 * the proposal says comes on top. Addresses join nobody: one that several share would make them one person.
 * @param lists the first one that knows an identity gives its name.
 */
export function joinPersons(lists: readonly (readonly Person[])[]): Persons {
  const parents = new Map<string, string>();
  const rootOf = (key: string): string => {
    let root = key;
    for (let next = parents.get(root); next !== undefined; next = parents.get(root)) root = next;
    return root;
  };
  const join = (a: string, b: string): void => {
    const [one, other] = [rootOf(a), rootOf(b)];
    if (one !== other) parents.set(other, one);
  };
  const keys = new Map<Person, string>();
  lists.forEach((people, list) => {
    people.forEach((person, index) => {
      const key = `person:${list}:${index}`;
      keys.set(person, key);
      for (const identity of identitiesOf(person)) join(comparableIdentity(identity), key);
    });
  });
  return {
    keyOf: (identity) => rootOf(comparableIdentity(identity)),
    keysOfAddress(email) {
      const named = lists.flatMap((people) => ownersOf(email, people).map((person) => rootOf(keys.get(person) ?? '')));
      const own = identityInAddress(email);
      return [...new Set(own === null ? named : [...named, rootOf(comparableIdentity(own))])];
    },
    nameOf(identity) {
      for (const people of lists) {
        const person = personOf(identity, people);
        if (person !== null) return person.name;
      }
      return identity;
    },
  };
}
