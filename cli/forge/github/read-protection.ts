/** How a repository keeps its branches, from rulesets of every level and from classic protection. */
import type { BranchProtection, RepositoryProtection } from '../protection.ts';
import type { GitHubClient } from './client.ts';
import { type Layer, type LayerRules, strictestOf } from './protection-layers.ts';

/** @param anchors the branch that the audit log is anchored on. */
export async function readProtection(
  client: GitHubClient,
  base: string,
  anchors: string,
): Promise<RepositoryProtection> {
  const [ofBase, ofAnchors, codeOwners, actionsMayApprove] = await Promise.all([
    readBranch(client, base),
    readBranch(client, anchors),
    readCodeOwners(client),
    readActions(client),
  ]);
  return { base: ofBase, anchors: ofAnchors, codeOwners, actionsMayApprove };
}

/** Not to be read with these credentials, or not of this plan of GitHub. */
const isHidden = (status: number): boolean => status === 403 || status === 404;

async function readBranch(client: GitHubClient, branch: string): Promise<BranchProtection> {
  const [exists, rulesets, classic] = await Promise.all([
    branchExists(client, branch),
    readRulesets(client, branch),
    readClassic(client, branch),
  ]);
  return { branch, exists, ...strictestOf(rulesets === null ? [null, classic] : [...rulesets, classic]) };
}

const branchExists = (client: GitHubClient, branch: string): Promise<boolean> =>
  client.ask<boolean>(
    `reading the branch ${branch}`,
    async (octokit) => (await octokit.rest.git.getRef({ ...client.own, ref: `heads/${branch}` })).status === 200,
    (status) => (status === 404 ? false : undefined),
  );

/** One layer for each ruleset; null: they may not be read. */
async function readRulesets(client: GitHubClient, branch: string): Promise<readonly Layer[] | null> {
  const rules = await client.ask<readonly BranchRule[] | null>(
    `reading the rules of ${branch}`,
    async (octokit) =>
      (await octokit.paginate(octokit.rest.repos.getBranchRules, {
        ...{ ...client.own, branch, per_page: 100 },
      })) as readonly BranchRule[],
    (status) => (isHidden(status) ? null : undefined),
  );
  if (rules === null) return null;
  const ids = [...new Set(rules.map(({ ruleset_id: id }) => id ?? 0))];
  return Promise.all(
    ids.map(async (id): Promise<Layer> => {
      const own = rules.filter(({ ruleset_id }) => (ruleset_id ?? 0) === id);
      return { ...rulesOf(own), bypassedBy: await readBypass(client, id) };
    }),
  );
}

interface BranchRule {
  readonly type: string;
  readonly ruleset_id?: number;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

function rulesOf(rules: readonly BranchRule[]): LayerRules {
  const parametersOf = (type: string) => rules.find((rule) => rule.type === type)?.parameters ?? {};
  const has = (type: string): boolean => rules.some((rule) => rule.type === type);
  const request = parametersOf('pull_request');
  const checks = parametersOf('required_status_checks').required_status_checks;
  return {
    requiresRequest: has('pull_request'),
    approvals: Number(request.required_approving_review_count ?? 0),
    dismissesStale: request.dismiss_stale_reviews_on_push === true,
    requiresLastPushApproval: request.require_last_push_approval === true,
    requiresCodeOwners: request.require_code_owner_review === true,
    requiredChecks: Array.isArray(checks) ? checks.map(({ context }: { context: unknown }) => String(context)) : [],
    ...{ forbidsForcePush: has('non_fast_forward'), forbidsDeletion: has('deletion') },
  };
}

/** GitHub names who may go around a ruleset to those only who may edit it. */
async function readBypass(client: GitHubClient, id: number): Promise<readonly string[] | null> {
  const actors = await client.ask<readonly BypassActor[] | null>(
    'reading a ruleset',
    async (octokit) =>
      (await octokit.rest.repos.getRepoRuleset({ ...client.own, ruleset_id: id })).data.bypass_actors ?? null,
    (status) => (isHidden(status) ? null : undefined),
  );
  return actors === null ? null : actors.map(nameOf);
}

interface BypassActor {
  readonly actor_type: string;
  readonly actor_id?: number | null;
}

/** Roles that every repository has, by their numbers. */
const ROLES: Readonly<Record<number, string>> = { 2: 'maintain', 4: 'write', 5: 'admin' };

function nameOf({ actor_type: type, actor_id: id }: BypassActor): string {
  switch (type) {
    case 'RepositoryRole':
      return `role ${ROLES[id ?? 0] ?? id}`;
    case 'Team':
      return `team ${id}`;
    case 'Integration':
      return `app ${id}`;
    case 'OrganizationAdmin':
      return 'owners of the organisation';
    case 'DeployKey':
      return 'deploy keys';
    default:
      return `${type} ${id ?? ''}`.trim();
  }
}

/** null: it may not be read. A branch without it has a layer that asks for nothing. */
async function readClassic(client: GitHubClient, branch: string): Promise<Layer | null> {
  const answer = await client.ask<ClassicProtection | 'none' | null>(
    `reading the protection of ${branch}`,
    async (octokit) => (await octokit.rest.repos.getBranchProtection({ ...client.own, branch })).data,
    (status, said) => {
      // Both are 404: only the words tell a branch without protection from what may not be seen.
      if (status === 404 && /not protected|branch not found/i.test(said)) return 'none';
      return isHidden(status) ? null : undefined;
    },
  );
  if (answer === null) return null;
  if (answer === 'none') return NO_LAYER;
  const reviews = answer.required_pull_request_reviews;
  return {
    requiresRequest: reviews !== undefined,
    approvals: reviews?.required_approving_review_count ?? 0,
    dismissesStale: reviews?.dismiss_stale_reviews === true,
    requiresLastPushApproval: reviews?.require_last_push_approval === true,
    requiresCodeOwners: reviews?.require_code_owner_reviews === true,
    requiredChecks: answer.required_status_checks?.contexts ?? [],
    forbidsForcePush: answer.allow_force_pushes?.enabled !== true,
    forbidsDeletion: answer.allow_deletions?.enabled !== true,
    bypassedBy: [
      ...(answer.enforce_admins?.enabled === true ? [] : ['role admin']),
      ...bypassOf(reviews?.bypass_pull_request_allowances),
    ],
  };
}

interface ClassicProtection {
  readonly enforce_admins?: { readonly enabled: boolean };
  readonly required_pull_request_reviews?: {
    readonly required_approving_review_count?: number;
    readonly dismiss_stale_reviews: boolean;
    readonly require_last_push_approval?: boolean;
    readonly require_code_owner_reviews: boolean;
    readonly bypass_pull_request_allowances?: Allowances;
  };
  readonly required_status_checks?: { readonly contexts: readonly string[] };
  readonly allow_force_pushes?: { readonly enabled?: boolean };
  readonly allow_deletions?: { readonly enabled?: boolean };
}

interface Allowances {
  readonly users?: readonly { readonly login: string }[];
  readonly teams?: readonly { readonly slug: string }[];
  readonly apps?: readonly ({ readonly slug?: string } | null)[];
}

const bypassOf = ({ users = [], teams = [], apps = [] }: Allowances = {}): string[] => [
  ...users.map(({ login }) => login),
  ...teams.map(({ slug }) => `team ${slug}`),
  ...apps.map((app) => `app ${app?.slug ?? '?'}`),
];

const NO_LAYER: Layer = {
  ...{ requiresRequest: false, approvals: 0, dismissesStale: false, requiresLastPushApproval: false },
  ...{ requiresCodeOwners: false, requiredChecks: [], forbidsForcePush: false, forbidsDeletion: false, bypassedBy: [] },
};

async function readCodeOwners(client: GitHubClient): Promise<RepositoryProtection['codeOwners']> {
  const errors = await client.ask<readonly CodeOwnersError[] | null>(
    'reading what GitHub says of CODEOWNERS',
    async (octokit) => (await octokit.rest.repos.codeownersErrors(client.own)).data.errors,
    (status) => (isHidden(status) ? null : undefined),
  );
  if (errors === null) return null;
  const problems = errors.map(({ line, kind, message }) => `line ${line}: ${kind}, ${message.split('\n')[0] ?? ''}`);
  return { path: errors[0]?.path ?? 'CODEOWNERS', problems };
}

interface CodeOwnersError {
  readonly line: number;
  readonly kind: string;
  readonly message: string;
  readonly path: string;
}

const readActions = (client: GitHubClient): Promise<boolean | null> =>
  client.ask<boolean | null>(
    'reading what workflows may do',
    async (octokit) =>
      (await octokit.rest.actions.getGithubActionsDefaultWorkflowPermissionsRepository(client.own)).data
        .can_approve_pull_request_reviews,
    (status) => (isHidden(status) ? null : undefined),
  );
