import { codedError } from '../coded-error.ts';
import type { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import { type ApprovalDecision, decideApproval } from '../publish/decide-approval.ts';
import type { Published } from '../publish/read-published.ts';
import { policyOfPublished, refuseWithoutBreakGlass } from './break-glass.ts';
import type { EmergencyTools } from './emergency-tools.ts';

/** How a revive or a release asks to be let through. */
export interface ApprovalRequest {
  /** `--unapproved`: by break-glass, with a reason. */
  readonly isUnapproved: boolean;
  readonly reason: string | null;
}

/** What is about to be done, for messages. */
export interface Undertaking {
  /** `revive search-v2`. */
  readonly what: string;
  /** The command line that does it by break-glass. */
  readonly byBreakGlass: string;
}

/**
 * Whether enough people agreed to something that turns on again what an emergency turned off, by the published rules of
 * the environment; else whether it may go on without them, by break-glass. `problem` is exit 1.
 * @see contract 6
 */
export async function approveEmergency(
  tools: EmergencyTools,
  before: Published,
  request: ApprovalRequest,
  { what, byBreakGlass }: Undertaking,
): Promise<ApprovalDecision> {
  const { place, commit, tip } = before;
  const policy = policyOfPublished(before);
  const question = {
    place,
    rules: { published: policy, commit: policy },
    commit: commit ?? '',
    published: tip,
    directory: before.directory,
    approvals: policy.approvals,
    approvers: policy.approvers,
  };
  const denied = refuseWithoutBreakGlass(tools.publisher, before, what);
  const decision = decideApproval({
    question,
    answer: await tools.approvals.approvalsOf(question),
    ...request,
    mayBreakGlass: denied === null,
    breakGlass: policy.breakGlass,
  });
  if (decision.problem === null) return decision;
  const unapproved: CommandError = codedError(EXIT.findings, 'FF3026', {
    ...{ what, environment: place.environment, needed: decision.needed, byBreakGlass },
    given: decision.approvals.length,
    ...{ approvers: policy.approvers, breakGlass: policy.breakGlass },
  });
  return { ...decision, problem: request.isUnapproved ? denied : unapproved };
}
