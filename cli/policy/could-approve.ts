import type { ForgeKind } from '../forge/forge.ts';
import { identitiesOf } from '../identity/person.ts';
import { isProjectAdmin, rolesOf } from '../identity/roles.ts';
import type { RuleBook } from './rule-book.ts';

export interface CandidateQuestion {
  readonly forge: ForgeKind;
  readonly books: readonly RuleBook[];
  /** null: what only admins may let through. */
  readonly environment: string | null;
  readonly roles: readonly string[];
  /** Whether they had a hand in the change, or have approved it already. */
  readonly isOut: (identity: string) => boolean;
}

/**
 * Who could still approve: names of people with the role in all of the rules, in the order of `people`; where reviews are
 * given on GitHub, those with a login there. Then organisation roles that would do, as `access` writes them: whom Clerk
 * gives them to is not known here. Empty where roles are not in use.
 */
export function couldApprove({ forge, books, environment, roles, isOut }: CandidateQuestion): readonly string[] {
  const [first, ...others] = books;
  if (first === undefined || books.some(({ access }) => access === null)) return [];
  const hasRole = (identity: string, book: RuleBook, claims: readonly string[]): boolean =>
    environment === null
      ? isProjectAdmin(identity, book, book.names, claims) === true
      : (rolesOf(identity, book, environment, claims) ?? []).some((role) => roles.includes(role));
  const isFit = (identity: string, claims: readonly string[] = []): boolean =>
    [first, ...others].every((book) => hasRole(identity, book, claims));
  const names = first.people.flatMap((person) => {
    const reviewsAs = identitiesOf(person).filter((identity) => forge === 'local' || identity.startsWith('github:'));
    const [identity] = reviewsAs;
    return identity !== undefined && isFit(identity) && !reviewsAs.some(isOut) ? [person.name] : [];
  });
  // Nobody can show such a role on GitHub.
  if (forge === 'github') return names;
  const given = [...new Set((first.access ?? []).map(({ who }) => who))].filter((who) => who.startsWith('clerk:org:'));
  return [...names, ...given.filter((who) => isFit('', [who]))];
}
