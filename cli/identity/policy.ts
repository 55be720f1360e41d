/** The rules of an environment: those that are published, and those that a commit brings. */
import { canonicalJson } from '@flagforge/sdk/snapshot';
import type { AccessEntry, Person, ProjectConfig } from '../compile/index.ts';

/** The rules of one environment, as its newest published commit says them. Stored with the environment. */
export interface Policy {
  /** For changes of low risk, and of any risk where `approvalsByRisk` is absent. */
  readonly approvals: number;
  /** Absent where the project asks for the same number at every risk, so that rules stored before it are still the same. */
  readonly approvalsByRisk?: ApprovalsByRisk;
  readonly approvers: readonly string[];
  readonly breakGlass: readonly string[];
  readonly people: readonly Person[];
  /** null: the project has no `access`, so that roles are not in use. */
  readonly access: readonly AccessEntry[] | null;
}

/** How many approvals a change asks for that is riskier than a low one. */
export interface ApprovalsByRisk {
  readonly medium: number;
  readonly high: number;
}

/** Ascending; the same as those of a diff. */
export type PolicyRisk = 'low' | 'medium' | 'high';

/**
 * What flagforge.yaml says of who may change an environment.
 * Throws TypeError for an environment that the project does not have.
 */
export function policyOf(config: ProjectConfig, environment: string): Policy {
  const found = config.environments.find(({ name }) => name === environment);
  if (found === undefined) throw new TypeError(`there is no environment ${environment}`);
  const { approvals, approvalsByRisk, approvers, breakGlass } = found;
  const rules = { approvers, breakGlass, people: config.people, access: config.access };
  return approvalsByRisk === undefined ? { approvals, ...rules } : { approvals, approvalsByRisk, ...rules };
}

/** How many approvals a change of this risk asks for. */
export function approvalsFor(policy: Pick<Policy, 'approvals' | 'approvalsByRisk'>, risk: PolicyRisk): number {
  return risk === 'low' ? policy.approvals : (policy.approvalsByRisk?.[risk] ?? policy.approvals);
}

/**
 * How many approvals are asked for, and of which roles, so that a commit cannot loosen the rules that it is judged by:
 * the greater number at each risk, and the roles that both allow.
 * @param published null before the first publish: the commit's own rules count.
 */
export function strictestPolicy(
  published: Policy | null,
  commit: Policy,
): Pick<Policy, 'approvals' | 'approvalsByRisk' | 'approvers'> {
  if (published === null) return commit;
  const most = (risk: PolicyRisk): number => Math.max(approvalsFor(published, risk), approvalsFor(commit, risk));
  const hasLevels = published.approvalsByRisk !== undefined || commit.approvalsByRisk !== undefined;
  return {
    approvals: most('low'),
    ...(hasLevels && { approvalsByRisk: { medium: most('medium'), high: most('high') } }),
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
  const { approvals, approvalsByRisk, approvers, breakGlass, people, access } = value as Fields;
  const isWhole =
    typeof approvals === 'number' &&
    (approvalsByRisk === undefined || isByRisk(approvalsByRisk)) &&
    [approvers, breakGlass].every((roles) => Array.isArray(roles) && roles.every((role) => typeof role === 'string')) &&
    isListOfRecords(people) &&
    (access === null || (isListOfRecords(access) && (access as readonly Record<string, unknown>[]).every(isAccess)));
  return isWhole ? (value as Policy) : null;
}

type Fields = Partial<Record<keyof Policy, unknown>>;

function isByRisk(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { medium, high } = value as Partial<Record<keyof ApprovalsByRisk, unknown>>;
  return typeof medium === 'number' && typeof high === 'number';
}

const isListOfRecords = (value: unknown): boolean =>
  Array.isArray(value) && value.every((each) => typeof each === 'object' && each !== null);

const isAccess = ({ who, role, environments }: Readonly<Record<string, unknown>>): boolean =>
  typeof who === 'string' && typeof role === 'string' && (environments === undefined || Array.isArray(environments));
