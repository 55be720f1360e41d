/** The rules of an environment: those that are published, and those that a commit brings. */
import { canonicalJson } from '@flagforge/sdk/snapshot';
import type { AccessEntry, Person, ProjectConfig } from '../compile/index.ts';

/** The rules of one environment, as its newest published commit says them. Stored with the environment. */
export interface Policy {
  readonly approvals: number;
  readonly approvers: readonly string[];
  readonly breakGlass: readonly string[];
  readonly people: readonly Person[];
  /** null: the project has no `access`, so that roles are not in use. */
  readonly access: readonly AccessEntry[] | null;
}

/**
 * What flagforge.yaml says of who may change an environment.
 * Throws TypeError for an environment that the project does not have.
 */
export function policyOf(config: ProjectConfig, environment: string): Policy {
  const found = config.environments.find(({ name }) => name === environment);
  if (found === undefined) throw new TypeError(`there is no environment ${environment}`);
  const { approvals, approvers, breakGlass } = found;
  return { approvals, approvers, breakGlass, people: config.people, access: config.access };
}

/**
 * How many approvals are asked for, and of which roles, so that a commit cannot loosen the rules that it is judged by:
 * the greater number, and the roles that both allow.
 * @param published null before the first publish: the commit's own rules count.
 */
export function strictestPolicy(published: Policy | null, commit: Policy): Pick<Policy, 'approvals' | 'approvers'> {
  if (published === null) return commit;
  return {
    approvals: Math.max(published.approvals, commit.approvals),
    approvers: commit.approvers.filter((role) => published.approvers.includes(role)),
  };
}

/** Whether two policies say the same. */
export function isSamePolicy(a: Policy | null, b: Policy | null): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

/** The rules as a database has them; null for a text that no publisher wrote, by which nobody is to be judged. */
export function parsePolicy(text: string): Policy | null {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) return null;
  const { approvals, approvers, breakGlass, people, access } = value as Partial<Record<keyof Policy, unknown>>;
  const isWhole =
    typeof approvals === 'number' &&
    [approvers, breakGlass].every((roles) => Array.isArray(roles) && roles.every((role) => typeof role === 'string')) &&
    isListOfRecords(people) &&
    (access === null || (isListOfRecords(access) && (access as readonly Record<string, unknown>[]).every(isAccess)));
  return isWhole ? (value as Policy) : null;
}

const isListOfRecords = (value: unknown): boolean =>
  Array.isArray(value) && value.every((each) => typeof each === 'object' && each !== null);

const isAccess = ({ who, role, environments }: Readonly<Record<string, unknown>>): boolean =>
  typeof who === 'string' && typeof role === 'string' && (environments === undefined || Array.isArray(environments));
