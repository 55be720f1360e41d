/** Who somebody is, and what they may do. */
export type { Actor, Publisher } from './actor.ts';
export { noApprovals, ownFiles } from './approval-sources.ts';
export type { Approval, ApprovalSource } from './approvals.ts';
export { type ClerkSettings, clerkSettings } from './clerk-settings.ts';
export { type ClerkUser, isOrganization, verifyClerkToken } from './clerk-token.ts';
export { identitiesOf, personOf } from './person.ts';
export { type Policy, policyOf } from './policy.ts';
export { hasBreakGlass, holdersOf, isProjectAdmin, rolesOf } from './roles.ts';
