/** The repository itself: who may do what in it, and the rules of its branch. */
import { repositoryDocument, simplePullDocument, userDocument } from './documents.ts';
import type { Handler } from './handler.ts';
import { notFound, type Protection, Refusal, type World } from './world.ts';

/** The level that the old field knows: it has no word for maintain and triage. */
const LEGACY = {
  admin: 'admin',
  maintain: 'write',
  write: 'write',
  triage: 'read',
  read: 'read',
  none: 'none',
} as const;

export const REPOSITORY_HANDLERS: Readonly<Record<string, Handler>> = {
  'repos/get': async ({ world }) => ({ status: 200, body: repositoryDocument(world) }),
  'repos/get-collaborator-permission-level': async ({ world, parts, needs }) => {
    needs('read');
    const account = world.accounts.get((parts.username ?? '').toLowerCase());
    if (account === undefined || account.isGone) throw notFound();
    const user = { ...userDocument(account), role_name: account.level };
    return { status: 200, body: { permission: LEGACY[account.level], role_name: account.level, user } };
  },
  'repos/list-pull-requests-associated-with-commit': async ({ world, parts, page }) => {
    const sha = parts.commit_sha ?? '';
    if ((await world.git.readCommit(sha)) === null) throw new Refusal(422, `No commit found for SHA: ${sha}`);
    const tip = await world.git.tip(`refs/heads/${world.defaultBranch}`);
    const isInBase = tip !== null && (await world.git.isAncestor(sha, tip));
    const pulls: unknown[] = [];
    for (const pull of world.pulls) {
      if (isInBase !== (pull.mergedAt !== null)) continue;
      const commits = await world.git.commitsBetween(pull.baseSha, pull.head);
      const replayed = pull.mergeCommit === null ? [] : await world.git.commitsBetween(pull.baseSha, pull.mergeCommit);
      if ([...commits, ...replayed].includes(sha)) pulls.push(simplePullDocument(world, pull));
    }
    return { status: 200, body: page(pulls) };
  },
  'repos/get-branch-protection': async ({ world, parts, needs }) => {
    needs('admin');
    if (world.classic === null || parts.branch !== world.defaultBranch) throw new Refusal(404, 'Branch not protected');
    return { status: 200, body: classicDocument(world.classic) };
  },
  'repos/get-branch-rules': async ({ world, parts, page }) => {
    const { ruleset } = world;
    return {
      status: 200,
      body: page(ruleset === null || parts.branch !== world.defaultBranch ? [] : rulesOf(world, ruleset)),
    };
  },
  'repos/get-repo-ruleset': async ({ world, as }) => {
    const { ruleset } = world;
    if (ruleset === null) throw notFound();
    const actors = ruleset.bypass.map(({ type, id }) => ({ actor_type: type, actor_id: id, bypass_mode: 'always' }));
    return {
      status: 200,
      body: {
        ...{ id: 7, name: 'main', source_type: 'Repository', source: `${world.owner}/${world.name}`, target: 'branch' },
        enforcement: 'active',
        ...(as.level === 'admin' && { bypass_actors: actors }),
      },
    };
  },
  'repos/codeowners-errors': async ({ world }) => {
    if (world.codeownersErrors === null) throw notFound();
    const errors = world.codeownersErrors.map((message, index) => ({
      ...{ line: index + 1, column: 1, kind: 'Unknown owner', message, path: '.github/CODEOWNERS', suggestion: null },
    }));
    return { status: 200, body: { errors } };
  },
  'actions/get-github-actions-default-workflow-permissions-repository': async ({ world, needs }) => {
    needs('admin');
    const body = { default_workflow_permissions: 'read', can_approve_pull_request_reviews: world.actionsMayApprove };
    return { status: 200, body };
  },
  'users/get-authenticated': async ({ world, as }) => {
    if (as.type === 'Bot') throw new Refusal(403, 'Resource not accessible by integration');
    const at = new Date(world.now()).toISOString();
    const none = ['name', 'company', 'blog', 'location', 'email', 'hireable', 'bio'].map((key) => [key, null]);
    return {
      status: 200,
      body: {
        ...userDocument(as),
        ...{ ...Object.fromEntries(none), blog: '', public_repos: 0, public_gists: 0, followers: 0, following: 0 },
        ...{ created_at: at, updated_at: at },
      },
    };
  },
};

function classicDocument({
  approvals,
  dismissStale,
  lastPushApproval,
  codeOwners,
  enforceAdmins,
  checks,
}: Protection): unknown {
  return {
    enforce_admins: { enabled: enforceAdmins },
    required_pull_request_reviews: {
      ...{ dismiss_stale_reviews: dismissStale, require_code_owner_reviews: codeOwners },
      ...{ required_approving_review_count: approvals, require_last_push_approval: lastPushApproval },
    },
    ...(checks.length > 0 && {
      required_status_checks: {
        strict: false,
        contexts: checks,
        checks: checks.map((context) => ({ context, app_id: null })),
      },
    }),
    ...{ allow_force_pushes: { enabled: false }, allow_deletions: { enabled: false } },
  };
}

function rulesOf(world: World, ruleset: Protection): readonly unknown[] {
  const source = {
    ...{ ruleset_source_type: 'Repository', ruleset_source: `${world.owner}/${world.name}`, ruleset_id: 7 },
  };
  const parameters = {
    required_approving_review_count: ruleset.approvals,
    dismiss_stale_reviews_on_push: ruleset.dismissStale,
    require_code_owner_review: ruleset.codeOwners,
    ...{ require_last_push_approval: ruleset.lastPushApproval, required_review_thread_resolution: false },
  };
  const checks = ruleset.checks.map((context) => ({ context }));
  return [
    { type: 'pull_request', parameters, ...source },
    { type: 'non_fast_forward', ...source },
    { type: 'deletion', ...source },
    ...(checks.length === 0
      ? []
      : [
          {
            type: 'required_status_checks',
            parameters: { required_status_checks: checks, strict_required_status_checks_policy: false },
            ...source,
          },
        ]),
  ];
}
