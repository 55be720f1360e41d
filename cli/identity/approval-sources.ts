import type { ApprovalSource } from './approvals.ts';

/** Nobody was asked: an environment that wants approvals is refused. */
export function noApprovals(): ApprovalSource {
  return { approvalsOf: async () => ({ kind: 'given', approvals: [], changeRequest: null }) };
}

/** The files are the user's own (`dev`): nobody needs to agree. */
export function ownFiles(): ApprovalSource {
  return { approvalsOf: async () => ({ kind: 'own-files' }) };
}
