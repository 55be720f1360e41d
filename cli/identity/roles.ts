/** What somebody may do in an environment, by `access` of its policy. @see contract 2, 9 */
import type { AccessEntry } from '../compile/index.ts';
import { identitiesOf, isSameIdentity, personOf } from './person.ts';
import type { Policy } from './policy.ts';

type Rules = Pick<Policy, 'people' | 'access'>;

/**
 * The roles that somebody has in an environment, through any identity of theirs, ascending, each once. No role holds
 * another one: a policy lists each that it means.
 * @param identity a verified one; for one of this machine (`local:`) there are no roles to look up.
 * @returns null when the project does not use roles, because it has no `access` at all; an empty list of `access` is
 * one that gives nobody anything.
 */
export function rolesOf(identity: string, rules: Rules, environment: string): readonly string[] | null {
  if (rules.access === null) return null;
  const person = personOf(identity, rules.people);
  const own = person === null ? [identity] : [identity, ...identitiesOf(person)];
  const entries = rules.access.filter(
    (entry) => countsIn(entry, environment) && own.some((name) => isSameIdentity(name, entry.who)),
  );
  return [...new Set(entries.map(({ role }) => role))].sort();
}

/**
 * Whether somebody may kill, roll back, and publish what nobody approved. Where roles are not in use, everybody may whom
 * the database lets write, unless `breakGlass` is an empty list: that names nobody.
 */
export function hasBreakGlass(
  identity: string,
  rules: Rules & Pick<Policy, 'breakGlass'>,
  environment: string,
): boolean {
  const roles = rolesOf(identity, rules, environment);
  return roles === null ? rules.breakGlass.length > 0 : roles.some((role) => rules.breakGlass.includes(role));
}

/**
 * Those to whom `access` gives one of these roles in an environment, for messages: a person's name, else the identity as
 * it is written. In the order of `access`, each once. Empty where roles are not in use.
 */
export function holdersOf(roles: readonly string[], rules: Rules, environment: string): string[] {
  const entries = (rules.access ?? []).filter((entry) => countsIn(entry, environment) && roles.includes(entry.role));
  return [...new Set(entries.map(({ who }) => personOf(who, rules.people)?.name ?? who))];
}

const countsIn = ({ environments }: AccessEntry, environment: string): boolean =>
  environments === undefined || environments.includes(environment);
