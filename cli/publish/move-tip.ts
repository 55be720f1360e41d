/** What a publish writes where nothing of what is served changes: the newest published commit, and its rules. */
import { canonicalJson } from '@flagforge/sdk/snapshot';
import type { Transaction } from '../database/database.ts';
import type { Actor } from '../identity/actor.ts';
import { isSamePolicy, type Policy } from '../identity/policy.ts';
import type { ApprovalDecision } from './decide-approval.ts';
import type { Published } from './read-published.ts';

export interface NextTip {
  /** The commit that is the newest published one from now on, and what it says of who may change the environment. */
  readonly commit: string;
  readonly policy: Policy;
  readonly decision: Pick<ApprovalDecision, 'approvals' | 'changeRequest' | 'isUnapproved'> | null;
  readonly reason: string | null;
  readonly compiler: string;
  readonly actor: Actor;
}

/**
 * Notes the newest published commit. Where its rules are others than the published ones, they have an entry of their own
 * in the audit log: no snapshot tells of them, and whoever could change them unseen could do all the rest with few eyes.
 * @param before what `lockEnvironment` answered in this transaction.
 * @returns the number of the entry; null where the rules stay.
 */
export async function moveTip(tx: Transaction, before: Published, next: NextTip): Promise<string | null> {
  const { organization, project, environment } = before.place;
  const entry = isSamePolicy(before.policy, next.policy) ? null : await insertPolicyEntry(tx, before, next);
  await tx.query(
    `update flagforge.environments
     set tip = $4, policy = $5::jsonb, audit_seq = coalesce($6::bigint, audit_seq), audit_hash = coalesce($7, audit_hash)
     where organization = $1 and project = $2 and environment = $3`,
    [
      ...[organization, project, environment, next.commit, JSON.stringify(next.policy)],
      ...[entry?.seq ?? null, entry?.hash ?? null],
    ],
  );
  return entry?.seq ?? null;
}

interface InsertedEntry {
  readonly seq: string;
  readonly hash: string;
}

async function insertPolicyEntry(tx: Transaction, before: Published, next: NextTip): Promise<InsertedEntry | null> {
  const { organization, project, environment } = before.place;
  const { commit, policy, decision, reason, compiler, actor } = next;
  const [entry] = await tx.query<InsertedEntry>(
    `insert into audit.entries
       (organization, project, environment, action, subject, old_state, new_state, commit, change_request, approvals,
        is_unapproved, reason, compiler, actor, person)
     values ($1, $2, $3, 'publish', 'policy', $4::json, $5::json, $6, $7, $8::json, $9, $10, $11, $12, $13)
     returning seq::text as seq, hash`,
    [
      ...[organization, project, environment, before.policy === null ? null : canonicalJson(before.policy)],
      ...[canonicalJson(policy), commit, decision?.changeRequest ?? null, JSON.stringify(decision?.approvals ?? [])],
      ...[decision?.isUnapproved ?? false, reason, compiler, actor.identity, actor.person],
    ],
  );
  await tx.query(
    `insert into flagforge.outbox (organization, project, environment, target, document, version)
     values ($1, $2, null, 'anchor', 'anchor', $3::bigint)`,
    [organization, project, entry?.seq ?? '0'],
  );
  return entry ?? null;
}
