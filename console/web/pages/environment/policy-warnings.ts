import type { PolicyParts } from '../../draft/operation.ts';

/** What somebody should know before they ask for rules like these. */
export function policyWarnings({ approvals, approvers, breakGlass }: Required<PolicyParts>): readonly string[] {
  const needed = Math.max(approvals.low, approvals.medium, approvals.high);
  return [
    ...(needed > 0 && approvers.length === 0 ? ['Nobody could approve, so nothing could change here any more.'] : []),
    ...(approvals.medium < approvals.low || approvals.high < approvals.medium
      ? ['A riskier change would need fewer people than a harmless one.']
      : []),
    ...(breakGlass.length === 0 ? ['In an emergency nobody could switch a flag off or roll back.'] : []),
  ];
}
