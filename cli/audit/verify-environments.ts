/** The rows of flagforge.environments: what each environment says that it serves. */
import type { ProjectConfig } from '../compile/index.ts';
import type { Transaction } from '../database/database.ts';
import { isSamePolicy, type Policy, policyOf } from '../identity/policy.ts';
import type { CommitContent } from './commit-content.ts';

export interface EnvironmentRow {
  readonly project: string;
  readonly environment: string;
  readonly version: number;
  readonly commit: string | null;
  readonly tip: string | null;
  readonly contentHash: string | null;
  readonly hash: string | null;
  readonly policy: string | null;
  readonly auditSeq: string | null;
  readonly auditHash: string | null;
}

/** All of an organisation, by project and environment. */
export function readEnvironmentRows(tx: Transaction, organization: string): Promise<readonly EnvironmentRow[]> {
  return tx.query<EnvironmentRow>(
    `select project, environment, version, commit, tip, content_hash as "contentHash", hash, policy::text as policy,
            audit_seq::text as "auditSeq", audit_hash as "auditHash"
     from flagforge.environments where organization = $1 order by project, environment`,
    [organization],
  );
}

/** What the newest version of an environment is. */
export interface NewestVersion {
  readonly version: number;
  readonly commit: string;
  readonly tip: string;
  readonly directory: string;
  readonly contentHash: string;
  readonly hash: string;
}

/**
 * The columns of an environment's row that do not follow from its newest version and from git. Pure.
 * @param tip the content of the newest published commit, which the row names, and whether it does not descend from that of the newest version.
 * @param hashOfEntry the hash of the entry that the row remembers, if there is one of that number.
 */
export function environmentDifferences(
  row: EnvironmentRow,
  { newest, policy }: { readonly newest: NewestVersion | null; readonly policy: Policy | 'unknown' | null },
  tip: { readonly content: CommitContent; readonly isAside: boolean },
  hashOfEntry: string | null,
): string[] {
  if (newest === null) return row.version === 0 ? [] : ['version'];
  const facts: readonly (readonly [column: string, isRight: boolean])[] = [
    ['version', row.version === newest.version],
    ['commit', row.commit === newest.commit],
    ['content_hash', row.contentHash === newest.contentHash],
    ['hash', row.hash === newest.hash],
    ['tip', row.tip === newest.tip || (!tip.isAside && isMovedTip(row, newest, tip.content))],
    ['policy', isPolicyRight(row, tip.content) && isPolicyTold(row, policy)],
    ['audit_hash', row.auditSeq === null || row.auditHash === hashOfEntry],
  ];
  return facts.flatMap(([column, isRight]) => (isRight ? [] : [column]));
}

/** A later commit that says the same is noted without a new version. */
function isMovedTip({ environment }: EnvironmentRow, newest: NewestVersion, tip: CommitContent): boolean {
  if (tip.kind === 'unreachable') return true;
  return tip.kind === 'compiled' && tip.snapshots.get(environment)?.contentHash === newest.contentHash;
}

function isPolicyRight({ policy, environment }: EnvironmentRow, tip: CommitContent): boolean {
  if (tip.kind !== 'compiled') return true;
  const expected = findPolicy(tip.config, environment);
  return isSamePolicy(policy === null ? null : (JSON.parse(policy) as Policy), expected);
}

/** Rules that are published have an entry, or come with a version. */
function isPolicyTold({ policy }: EnvironmentRow, told: Policy | 'unknown' | null): boolean {
  return told === 'unknown' || isSamePolicy(policy === null ? null : (JSON.parse(policy) as Policy), told);
}

function findPolicy(config: ProjectConfig, environment: string): Policy | null {
  return config.environments.some(({ name }) => name === environment) ? policyOf(config, environment) : null;
}
