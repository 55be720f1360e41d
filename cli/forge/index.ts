/** Where changes are proposed, reviewed and merged. */
export type * from './forge.ts';
export type { Credentials, GitHubPlace } from './github/client.ts';
export { findCredentials, findPlace } from './github/find-place.ts';
export { createGitHubForge, type GitHubForge, type GitHubForgeOptions } from './github/github-forge.ts';
export { createProposers, type Proposers, type RecordedProposal } from './github/proposers.ts';
export {
  createWebhookInbox,
  MAX_WEBHOOK_BYTES,
  type WebhookHeaders,
  type WebhookHint,
  type WebhookInbox,
  type WebhookOptions,
} from './github/webhooks.ts';
export { checkProposedFiles } from './local/allowed-paths.ts';
export { type ForgeNeeds, forgeMissing, isGitHub, needForge, type OpenedForge, openForge } from './open-forge.ts';
export type { BranchProtection, RepositoryProtection } from './protection.ts';
