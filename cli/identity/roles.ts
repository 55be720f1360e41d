/** What somebody may do in an environment, by `access` of its policy. @see contract 2, 9 */
import type { AccessEntry } from '../compile/index.ts';
import { identitiesOf, isSameIdentity, personOf } from './person.ts';
import type { Policy } from './policy.ts';

type Rules = Pick<Policy, 'people' | 'access'>;

/** Roles that an organisation gives, as a verified token names them: nobody else's identity is taken along as one. */
const ORGANISATION_ROLE = /^clerk:org:/;

/**
 * The roles that somebody has in an environment, ascending, each once: through any identity of theirs, and through what
 * their organisation says they are. No role holds another one: a policy lists each that it means.
 * @param identity a verified one; for one of this machine (`local:`) there are no roles to look up.
 * @param claims organisation roles that came with the verified identity: `clerk:org:admin`. Anything else is left out.
 * @returns null when the project does not use roles, because it has no `access` at all; an empty list of `access` is
 * one that gives nobody anything.
 */
export function rolesOf(
  identity: string,
  rules: Rules,
  environment: string,
  claims: readonly string[] = [],
): readonly string[] | null {
  if (rules.access === null) return null;
  const own = entriesOf(identity, rules, claims).filter((entry) => countsIn(entry, environment));
  return [...new Set(own.map(({ role }) => role))].sort();
}

/**
 * Whether somebody is an admin of the whole project: by an entry that names no environments, or all that there are.
 * Only they may let through what says who may do what, so that nobody hands out more than they have.
 * @param environments the names of all environments of the project.
 * @returns null when the project does not use roles.
 */
export function isProjectAdmin(
  identity: string,
  rules: Rules,
  environments: readonly string[],
  claims: readonly string[] = [],
): boolean | null {
  if (rules.access === null) return null;
  const admins = entriesOf(identity, rules, claims).filter(({ role }) => role === 'admin');
  if (admins.some((entry) => entry.environments === undefined)) return true;
  return environments.length > 0 && environments.every((name) => admins.some((entry) => countsIn(entry, name)));
}

/** The entries of `access` that somebody has, whatever environments they count in. */
function entriesOf(identity: string, { access, people }: Rules, claims: readonly string[]): readonly AccessEntry[] {
  const person = personOf(identity, people);
  const own = [identity, ...(person === null ? [] : identitiesOf(person))];
  const given = claims.filter((claim) => ORGANISATION_ROLE.test(claim));
  return (access ?? []).filter(
    ({ who }) => own.some((name) => isSameIdentity(name, who)) || given.some((claim) => claim === who),
  );
}

/**
 * Whether somebody may kill, roll back, and publish what nobody approved. Where roles are not in use, everybody may whom
 * the database lets write, unless `breakGlass` is an empty list: that names nobody.
 */
export function hasBreakGlass(
  identity: string,
  rules: Rules & Pick<Policy, 'breakGlass'>,
  environment: string,
  claims: readonly string[] = [],
): boolean {
  const roles = rolesOf(identity, rules, environment, claims);
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
