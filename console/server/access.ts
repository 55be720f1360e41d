/** What a user may see and do in a project. @see contract 2 (access), 10 */
import type { ProjectConfig } from 'flagforge/compile';
import { holdersOf, isProjectAdmin, type Policy, rolesOf } from 'flagforge/identity';
import { problem } from './http/problem.ts';
import type { HostedProject } from './projects/hosted-project.ts';
import type { User } from './user.ts';

type Rules = Pick<Policy, 'people' | 'access'>;

/** By the rules of the base branch. */
export interface Access {
  /** Whether there is anything for them here. Whoever is not may not even know that the project exists. */
  readonly canSee: boolean;
  /** Environment -> their roles there, ascending. */
  readonly roles: ReadonlyMap<string, readonly string[]>;
  readonly isAdmin: boolean;
  /** Whether they may propose changes there. */
  mayEdit(environment: string): boolean;
  /** Whether they may propose changes in each of these that the project has; with none, anywhere. */
  mayEditAll(environments: readonly string[]): boolean;
  /** Whether they may manage keys there. */
  mayAdminister(environment: string): boolean;
  /** @throws ProblemError (403) unless they may propose changes in each of these; with none, anywhere. */
  demandEdit(what: string, environments: readonly string[]): void;
  /** @throws ProblemError (403) unless they may propose changes, or break glass, in each of these. */
  demandTurnOn(what: string, environments: readonly string[]): void;
  /** @throws ProblemError (403) unless they are admin there; null: of the whole project. */
  demandAdmin(what: string, environment: string | null): void;
}

const EDITORS = ['editor', 'admin'];
const ADMINS = ['admin'];

/**
 * Roles of those who are in the organisation, where the project does not use any of its own. An organisation may have
 * made others, such as one for billing: what is not known here only reads.
 */
function rolesOfClaims(claims: readonly string[]): readonly string[] {
  if (claims.includes('clerk:org:admin')) return ADMINS;
  return claims.some((claim) => claim === 'clerk:org:member' || claim === 'clerk:org:editor') ? ['editor'] : ['viewer'];
}

export function accessOf(
  user: User,
  config: ProjectConfig,
  { people, name }: Pick<HostedProject, 'people' | 'name'>,
): Access {
  const rules: Rules = { people: [...config.people, ...people], access: config.access };
  const environments = config.environments.map((environment) => environment.name);
  const { identity, claims } = user;
  const roles = new Map(
    environments.map((environment) => {
      return [environment, rolesOf(identity, rules, environment, claims) ?? rolesOfClaims(claims)];
    }),
  );
  const isAdmin = isProjectAdmin(identity, rules, environments, claims) ?? rolesOfClaims(claims) === ADMINS;
  const has = (environment: string, wanted: readonly string[]): boolean =>
    (roles.get(environment) ?? []).some((role) => wanted.includes(role));
  const mayEditSome = environments.some((environment) => has(environment, EDITORS));
  const notEditable = (wanted: readonly string[]): string | undefined =>
    wanted.find((environment) => roles.has(environment) && !has(environment, EDITORS));
  const refuse = (what: string, wanted: readonly string[], environment: string | undefined) => {
    const holders = holdersOf(wanted, rules, environment ?? environments[0] ?? '');
    const where = environment === undefined ? { project: name.project } : { environment };
    return problem(403, 'FF4404', { what, ...where, roles: wanted.map((role) => `${role}s`), holders });
  };
  return {
    canSee: [...roles.values()].some((own) => own.length > 0),
    roles,
    isAdmin,
    mayEdit: (environment) => has(environment, EDITORS),
    mayEditAll: (wanted) => mayEditSome && notEditable(wanted) === undefined,
    mayAdminister: (environment) => has(environment, ADMINS),
    demandEdit(what, wanted) {
      if (!mayEditSome) throw refuse(what, EDITORS, undefined);
      const missing = notEditable(wanted);
      if (missing !== undefined) throw refuse(what, EDITORS, missing);
    },
    demandTurnOn(what, wanted) {
      const missing = wanted.find((name) => {
        const known = config.environments.find((environment) => environment.name === name);
        // One that was published, and is none of the project's any more, is for its admins.
        return known === undefined ? !isAdmin : !has(name, [...EDITORS, ...known.breakGlass]);
      });
      if (missing !== undefined) throw refuse(what, EDITORS, missing);
    },
    demandAdmin(what, environment) {
      const may = environment === null ? isAdmin : has(environment, ADMINS);
      if (!may) throw refuse(what, ADMINS, environment ?? undefined);
    },
  };
}
