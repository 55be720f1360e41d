/** Whether a version did what it calls itself, and was allowed to. Pure. */
import { type Policy, policyOf } from '../identity/policy.ts';
import { rolesOf } from '../identity/roles.ts';
import { type AuditEntry, nameOfEntry } from './audit-entry.ts';
import { type AuditFinding, findingOf } from './audit-finding.ts';
import type { CommitContent } from './commit-content.ts';
import type { PlaceState } from './place-state.ts';
import type { SnapshotRow } from './snapshot-row.ts';

const isOverlay = ({ subject }: AuditEntry): boolean => subject === 'kill' || subject === 'hold';

/** What an action may change; an action that is not here may change anything. */
const FITS: Readonly<Record<string, (entry: AuditEntry) => boolean>> = {
  kill: ({ subject, newState }) => subject === 'kill' && newState !== null,
  revive: ({ subject, newState }) => subject === 'kill' && newState === null,
  release: (entry) => isOverlay(entry) && entry.newState === null,
  hold: ({ subject }) => subject === 'hold',
  rollback: ({ subject }) => subject !== 'kill',
};

/**
 * The entries of one version whose change is none of its action: a kill only turns off, a revive and a release only take
 * kills and the hold away, a rollback lets kills be.
 */
export function checkAction(entries: readonly AuditEntry[]): AuditFinding[] {
  const [first] = entries;
  const fits = first === undefined ? undefined : FITS[first.action];
  if (first === undefined || fits === undefined) return [];
  const names = entries.filter((entry) => !fits(entry)).map((entry) => `${entry.subject} ${nameOfEntry(entry)}`);
  if (names.length === 0) return [];
  const { action, environment, version } = first;
  const args = { environment: environment ?? '', version: version ?? 0, action, names };
  return [findingOf('FF3053', first, Number(first.seq), args)];
}

/** Actions that need approvals, or say that they go without them. */
const APPROVED: ReadonlySet<string> = new Set(['publish', 'release', 'revive']);

/**
 * Whether a version has as many approvals as it needs, or says that it has not: as the rules that were published before
 * it ask for, and its own commit where it brings one. A rollback serves what was served before, as it was approved then.
 * @param state before the version.
 */
export function checkApprovals(
  entries: readonly AuditEntry[],
  row: SnapshotRow,
  content: CommitContent,
  state: Pick<PlaceState, 'policy' | 'contents' | 'environment'>,
): AuditFinding[] {
  const [first] = entries;
  if (first === undefined) return [];
  const about = { environment: state.environment, version: row.version };
  if (row.action === 'rollback') {
    const isApproved = state.contents.get(row.contentHash);
    if (isApproved === true || (isApproved === false && row.isUnapproved)) return [];
    const problem = isApproved === undefined ? 'never-served' : 'never-approved';
    return [findingOf('FF3070', first, Number(first.seq), { ...about, problem })];
  }
  if (!APPROVED.has(row.action) || row.isUnapproved) return [];
  const brought = bringsCommit(row) ? policyIn(content, state.environment) : null;
  const finding = missingApprovals(row.approvals, state.policy, brought, state.environment);
  return finding === null ? [] : [findingOf('FF3064', first, Number(first.seq), { ...about, ...finding })];
}

interface MissingApprovals {
  readonly given: number;
  readonly asked: number;
  readonly by: 'commit' | 'published';
}

/**
 * null: there are enough of them, or nobody can tell how many are asked for. Those count whom these rules let approve:
 * an approval that was written into the database by hand names somebody, but gives them no role.
 */
export function missingApprovals(
  approvals: string,
  published: PlaceState['policy'],
  brought: Policy | null,
  environment: string,
): MissingApprovals | null {
  const rules = [published, brought].flatMap((policy) => (policy === null || policy === 'unknown' ? [] : [policy]));
  const given = countApprovers(approvals, rules, environment);
  const before = published === null || published === 'unknown' ? 0 : published.approvals;
  const own = brought?.approvals ?? 0;
  const asked = Math.max(before, own);
  return given >= asked ? null : { given, asked, by: own === asked ? 'commit' : 'published' };
}

/** Whether a version brings a commit to the environment; the others serve what was there before. */
export const bringsCommit = ({ action, commit, tip }: Pick<SnapshotRow, 'action' | 'commit' | 'tip'>): boolean =>
  action === 'publish' || (action === 'release' && commit === tip);

/** What a commit says of who may change an environment; null where it cannot be told. */
export function policyIn(content: CommitContent, environment: string): Policy | null {
  if (content.kind !== 'compiled') return null;
  const isThere = content.config.environments.some(({ name }) => name === environment);
  return isThere ? policyOf(content.config, environment) : null;
}

function countApprovers(approvals: string, rules: readonly Policy[], environment: string): number {
  try {
    const list = JSON.parse(approvals) as readonly { readonly person?: unknown; readonly identity?: unknown }[];
    const counted = list.filter(({ identity }) => rules.every((policy) => mayApprove(identity, policy, environment)));
    return new Set(counted.map(({ person }) => person)).size;
  } catch {
    return 0;
  }
}

function mayApprove(identity: unknown, policy: Policy, environment: string): boolean {
  if (typeof identity !== 'string') return false;
  const roles = rolesOf(identity, policy, environment);
  return roles === null || roles.some((role) => policy.approvers.includes(role));
}
