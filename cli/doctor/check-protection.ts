/** Whether the forge itself keeps people from going around a review. Pure. */
import type { BranchProtection, RepositoryProtection } from '../forge/protection.ts';
import { amiss, type Check, good } from './check.ts';

/** One setting of a branch. */
interface Setting {
  readonly code: string;
  /** null: it may not be read. */
  readonly isSet: boolean | null;
  readonly good: string;
  readonly bad: string;
  /** What GitHub calls it. */
  readonly setting: string;
}

/** Checks of the workflow `flags.yml`. */
const CHECKS = ['check', 'approvals'] as const;

/** @param protection what the forge told, where unknown is null. */
export function checkProtection({ base, anchors, codeOwners, actionsMayApprove }: RepositoryProtection): Check[] {
  return [
    ...baseSettings(base).map((setting) => judge(base.branch, setting)),
    checkBypass(base),
    ...anchorSettings(anchors).map((setting) => judge(anchors.branch, setting)),
    checkCodeOwners(codeOwners),
    checkActions(actionsMayApprove),
  ];
}

const SETTINGS = 'Settings > Rules > Rulesets';

function judge(branch: string, { code, isSet, good: fine, bad, setting }: Setting): Check {
  if (isSet === true) return good('repository', code, fine);
  const remedy = `${SETTINGS}, a ruleset for ${branch}: ${setting}`;
  if (isSet === false) return amiss('repository', code, 'bad', bad, remedy);
  return amiss(
    'repository',
    code,
    'unknown',
    `these credentials may not read whether ${fine}`,
    'use a token with the permission Administration: read',
  );
}

function baseSettings(base: BranchProtection): Setting[] {
  const { branch } = base;
  const missing = base.requiredChecks === null ? null : CHECKS.filter((name) => !base.requiredChecks?.includes(name));
  return [
    {
      code: 'request-required',
      isSet: base.requiresRequest,
      good: `${branch} takes changes by pull request only`,
      bad: `anybody with write access can push to ${branch} without a review`,
      setting: '"Require a pull request before merging"',
    },
    {
      code: 'approval-required',
      isSet: base.approvals === null ? null : base.approvals >= 1,
      good: `a pull request to ${branch} needs ${base.approvals ?? 1} approval${(base.approvals ?? 1) === 1 ? '' : 's'}`,
      bad: `a pull request to ${branch} can be merged without an approval`,
      setting: '"Required approvals" 1 or more',
    },
    {
      code: 'stale-approvals',
      isSet: base.dismissesStale,
      good: 'an approval ends when something is pushed after it',
      bad: 'what is pushed after an approval is merged as approved',
      setting: '"Dismiss stale pull request approvals when new commits are pushed"',
    },
    {
      code: 'last-push',
      isSet: base.requiresLastPushApproval,
      good: 'whoever pushed last needs the approval of somebody else',
      bad: 'a reviewer can push to a pull request and approve it: git does not tell who pushed, so only GitHub can prevent it',
      setting: '"Require approval of the most recent reviewable push"',
    },
    {
      code: 'code-owners-required',
      isSet: base.requiresCodeOwners,
      good: 'owners of code have to approve what is theirs',
      bad: 'anybody may approve a change of flagforge.yaml or of a workflow on GitHub',
      setting: '"Require review from Code Owners"',
    },
    {
      code: 'checks-required',
      isSet: missing === null ? null : missing.length === 0,
      good: `the checks ${CHECKS.join(' and ')} have to pass`,
      bad: `a pull request can be merged although ${missing?.join(' and ')} failed, or never ran`,
      setting: `"Require status checks to pass": ${CHECKS.join(', ')} (of .github/workflows/flags.yml)`,
    },
    ...history(base),
  ];
}

const history = ({ branch, forbidsForcePush, forbidsDeletion }: BranchProtection): Setting[] => [
  {
    code: 'force-push',
    isSet: forbidsForcePush,
    good: `nobody rewrites the history of ${branch}`,
    bad: `the history of ${branch} can be rewritten by a forced push`,
    setting: '"Block force pushes"',
  },
  {
    code: 'deletion',
    isSet: forbidsDeletion,
    good: `nobody deletes ${branch}`,
    bad: `${branch} can be deleted, and made anew with another history`,
    setting: '"Restrict deletions"',
  },
];

const anchorSettings = (anchors: BranchProtection): Setting[] =>
  history(anchors).map((setting) => ({ ...setting, code: `anchors-${setting.code}` }));

function checkBypass({ branch, bypassedBy }: BranchProtection): Check {
  if (bypassedBy === null)
    return amiss(
      'repository',
      'bypass',
      'unknown',
      `these credentials may not read who need not keep to the rules of ${branch}`,
      'use a token of an administrator of the repository',
    );
  if (bypassedBy.length === 0) return good('repository', 'bypass', `the rules of ${branch} hold for everybody`);
  return amiss(
    'repository',
    'bypass',
    'bad',
    `${bypassedBy.join(', ')} need not keep to the rules of ${branch}`,
    `${SETTINGS}, the ruleset for ${branch}: empty the "Bypass list". Publishing asks for the approvals all the same`,
  );
}

const WRITE_OWNERS = 'flagforge doctor --codeowners';

function checkCodeOwners(codeOwners: RepositoryProtection['codeOwners']): Check {
  if (codeOwners === null)
    return amiss(
      'repository',
      'code-owners',
      'bad',
      'there is no CODEOWNERS',
      `write one from \`access\`: ${WRITE_OWNERS}`,
    );
  const { path, problems } = codeOwners;
  if (problems.length === 0) return good('repository', 'code-owners', `${path} has no mistakes`);
  const [first = '', ...more] = problems;
  return amiss(
    'repository',
    'code-owners',
    'bad',
    `${path}: ${first}${more.length === 0 ? '' : `, and ${more.length} more`}; GitHub ignores such lines`,
    `mend it, or write it anew: ${WRITE_OWNERS}`,
  );
}

function checkActions(mayApprove: boolean | null): Check {
  if (mayApprove === false) return good('repository', 'actions-approve', 'workflows cannot approve pull requests');
  if (mayApprove === null)
    return amiss(
      'repository',
      'actions-approve',
      'unknown',
      'these credentials may not read whether workflows can approve pull requests',
      'use a token with the permission Administration: read',
    );
  return amiss(
    'repository',
    'actions-approve',
    'bad',
    'a workflow can approve pull requests; FlagForge counts no bots, GitHub does',
    'Settings > Actions > General: clear "Allow GitHub Actions to create and approve pull requests"',
  );
}
