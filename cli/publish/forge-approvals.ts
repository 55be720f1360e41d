/** Who agreed to what is published: each step of the branch, judged by the same code as a change request. @see contract 8 */
import { CommandError } from '../command-error.ts';
import type { CompileCache } from '../compile/index.ts';
import type { Forge } from '../forge/forge.ts';
import { loadFirstParents } from '../git/first-parents.ts';
import type { Repository } from '../git/repository.ts';
import { askGit } from '../git/run-git.ts';
import type { Approval, ApprovalQuestion, ApprovalSource, JudgedApprovals } from '../identity/approvals.ts';
import { approvalsFor, type Policy } from '../identity/policy.ts';
import { loadGitAuthors } from '../policy/git-authors.ts';
import { judgeChange } from '../policy/judge-change.ts';
import type { Demand, Evidence } from '../policy/judgement.ts';
import { loadEvidence } from '../policy/load-evidence.ts';
import { type JudgedState, loadRules, loadState } from '../policy/load-state.ts';
import { bring, withGitAuthors } from '../policy/request-objects.ts';
import { policyIn, type RuleBook, ruleBookOf, ruleBookOfPolicy } from '../policy/rule-book.ts';
import { printable } from '../terminal/printable.ts';
import { type BranchStep, groupSteps, loadChain } from './branch-steps.ts';
import { describeMissing } from './describe-missing.ts';

export interface ForgeApprovalTools {
  /** Called once, and only where somebody has to agree. null: there is no forge. */
  readonly openForge: () => Promise<Forge | null>;
  readonly repository: Pick<Repository, 'loadProjectAt' | 'place' | 'has'>;
  /** The project's folder in the repository, with `/`, '' for the root. */
  readonly directory: string;
  /** The names of the project's environments, as the commit has them. */
  readonly environments: readonly string[];
  readonly cache?: CompileCache;
}

/** So many changes at once are judged; each is compiled, and asked about. */
const MAX_STEPS = 200;

/** What is not the project, and decides all the same who may do what. */
const GUARDS = /^(?:\.github\/(?:workflows|actions)\/|(?:\.github\/|docs\/)?CODEOWNERS$)/i;

/**
 * Judges what lies between the published commit and the one that is to be published. A step that leaves an environment as
 * it is needs nobody for it; every other one needs the approvals that the strictest of all rules asks for.
 * @see .github/decisions/0011-review-is-the-approval.md
 */
export function forgeApprovals(tools: ForgeApprovalTools): ApprovalSource {
  let forge: Promise<Forge | null> | null = null;
  const openForge = (): Promise<Forge | null> => {
    forge ??= tools.openForge();
    return forge;
  };
  const load = rememberStates(tools);
  const grouped = new Map<string, Promise<readonly BranchStep[] | null>>();
  const stepsFrom = ({ published, commit }: ApprovalQuestion): Promise<readonly BranchStep[] | null> => {
    const key = `${published} ${commit}`;
    const known = grouped.get(key) ?? loadSteps(tools, openForge, published, commit);
    grouped.set(key, known);
    return known;
  };
  return {
    async approvalsOf(question) {
      if (await needsNobody(tools, question)) return NOBODY;
      if (question.directory !== null && question.directory !== tools.directory)
        return refused(hasMoved(question.directory, tools.directory));
      const steps = await stepsFrom(question);
      if (steps === null) return refused(TOO_MANY);
      const known = await openForge();
      const judged: JudgedStep[] = [];
      for (const step of steps) judged.push(await judgeStep({ ...tools, forge: known, load }, question, step));
      return summarize(judged, known);
    },
  };
}

const NOBODY: JudgedApprovals = {
  kind: 'judged',
  isMet: true,
  needed: 0,
  approvals: [],
  changeRequest: null,
  missing: [],
};

const refused = (missing: string): JudgedApprovals => ({ ...NOBODY, isMet: false, needed: 1, missing: [missing] });

const TOO_MANY = `more than ${MAX_STEPS} changes came since: publish an older commit first, with --commit`;

/** What was in the new folder before was no part of the project, so nobody had to review it. */
const hasMoved = (before: string, now: string): string =>
  printable(`the project was published from ${folder(before)} and is in ${folder(now)} now, which no review tells`);

const folder = (directory: string): string => (directory === '' ? 'the root of the repository' : `${directory}/`);

/**
 * Whether no rules ask anybody: neither the published ones, nor those of any commit in between. Then nothing needs to be
 * compiled, and no forge to be there.
 */
async function needsNobody(
  tools: ForgeApprovalTools,
  { place, rules, commit, published }: ApprovalQuestion,
): Promise<boolean> {
  const asksNobody = (policy: Policy): boolean =>
    (['low', 'medium', 'high'] as const).every((risk) => approvalsFor(policy, risk) === 0);
  const known = rules.published === null ? [rules.commit] : [rules.published, rules.commit];
  if (!known.every(asksNobody)) return false;
  const { repository, directory } = tools;
  const file = directory === '' ? 'flagforge.yaml' : `${directory}/flagforge.yaml`;
  const changes = await loadFirstParents(repository.place, commit, published, file);
  for (const each of changes) {
    const around = each.parents[0] === undefined ? [each.commit] : [each.parents[0], each.commit];
    for (const one of around) {
      const config = await loadRules({ ...tools, now: 0 }, one);
      if (config !== null && !asksNobody(policyIn(ruleBookOf(config), place.environment))) return false;
    }
  }
  return true;
}

async function loadSteps(
  tools: ForgeApprovalTools,
  openForge: () => Promise<Forge | null>,
  published: string | null,
  commit: string,
): Promise<readonly BranchStep[] | null> {
  const { repository, directory } = tools;
  const { chain, wanted } = await loadChain(repository, directory, commit, published);
  if (wanted.size > MAX_STEPS) return null;
  const within = directory === '' ? '' : `${directory}/`;
  const isRelevant = (path: string): boolean => path.startsWith(within) || path === directory || GUARDS.test(path);
  const forge = wanted.size === 0 ? null : await openForge();
  return groupSteps({ forge, repository, isRelevant }, chain, wanted);
}

interface JudgedStep {
  readonly step: BranchStep;
  /** What has to be met for this environment; empty: the step leaves it as it is, or nobody is asked. */
  readonly demands: readonly Demand[];
  /** null: it does not compile, so that nobody can tell. */
  readonly isBroken: boolean;
}

interface StepJudge extends ForgeApprovalTools {
  readonly forge: Forge | null;
  readonly load: (commit: string) => Promise<JudgedState>;
}

async function judgeStep(tools: StepJudge, question: ApprovalQuestion, step: BranchStep): Promise<JudgedStep> {
  const { forge, repository, directory, environments, load } = tools;
  const { place, rules, commit } = question;
  const { before, after } = step;
  const [evidence, head, now] = await Promise.all([
    evidenceOf(tools, step),
    branchHead(tools),
    commitTime(repository, after),
  ]);
  const published: RuleBook[] =
    rules.published === null ? [] : [ruleBookOfPolicy(rules.published, place.environment, environments)];
  try {
    const { judgement } = await judgeChange({
      ...{ forge: forge?.kind ?? 'github', repository, directory, load, now, evidence },
      before: before ?? (await emptyTree(repository)),
      after,
      alsoBy: [commit, ...(head === null ? [] : [head])],
      alsoRules: published,
    });
    const own = judgement.demands.find(({ environment }) => environment === place.environment);
    const isAsked = own !== undefined && own.needed > 0;
    const forAdmins = judgement.demands.filter(({ environment }) => environment === null);
    return {
      step,
      demands: isAsked ? [own, ...forAdmins].map((demand) => asMerged(demand, step)) : [],
      isBroken: false,
    };
  } catch (error) {
    if (!(error instanceof CommandError) || error.code !== 'FF4054') throw error;
    return { step, demands: [], isBroken: true };
  }
}

/** What was approved is worth nothing where something else was merged. */
function asMerged(demand: Demand, { request, isAsReviewed }: BranchStep): Demand {
  if (request === null || isAsReviewed) return demand;
  const text = `what is on the branch is not what merging its last commit ${request.head.slice(0, 7)} gives`;
  return { ...demand, approvals: [], isMet: false, refusals: [{ rule: 'not-what-was-reviewed', text }] };
}

async function evidenceOf({ forge, repository }: StepJudge, step: BranchStep): Promise<Evidence | null> {
  const { request, before, after, remade } = step;
  if (forge === null || request === null || before === null) return null;
  const evidence = await withGitAuthors({ forge, repository }, await loadEvidence(forge, request.number), before);
  if (remade.length === 0) return evidence;
  // Whoever squashed or rebased is no author; whom the new commits name is.
  const written = await loadGitAuthors(repository.place, after, before);
  const commits = written.map((each) => ({ ...each, authors: each.authors.filter(({ as }) => as !== 'committer') }));
  return { ...evidence, commits: [...evidence.commits, ...commits] };
}

/** The newest commit of the branch, whose rules count too; null: there is no forge to ask. */
async function branchHead({ forge, repository }: StepJudge): Promise<string | null> {
  if (forge === null) return null;
  const head = await forge.baseCommit();
  await bring({ forge, repository }, head, `refs/heads/${await forge.baseBranch()}`);
  return head;
}

/** When a change was made decides what of a schedule was still to come: later, it would be another risk. */
async function commitTime({ place }: Pick<Repository, 'place'>, commit: string): Promise<number> {
  return Number(await askGit(place, ['log', '-1', '--format=%ct', '--end-of-options', commit, '--'])) * 1_000;
}

/** A commit of nothing, to compare the first commit of a branch with. It is on no branch. */
async function emptyTree({ place }: Pick<Repository, 'place'>): Promise<string> {
  const tree = await askGit(place, ['mktree'], { input: [''] });
  const nobody = { NAME: 'flagforge', EMAIL: 'flagforge@localhost', DATE: '@0 +0000' };
  const env = Object.fromEntries(
    ['AUTHOR', 'COMMITTER'].flatMap((who) =>
      Object.entries(nobody).map(([key, value]) => [`GIT_${who}_${key}`, value]),
    ),
  );
  return askGit({ ...place, env: { ...place.env, ...env } }, ['commit-tree', tree, '-F', '-'], {
    input: ['nothing\n'],
  });
}

function summarize(judged: readonly JudgedStep[], forge: Forge | null): JudgedApprovals {
  const demands = judged.flatMap((step) => step.demands);
  const approvals = new Map<string, Approval>();
  for (const approval of demands.flatMap((demand) => demand.approvals))
    approvals.set(`${approval.person} ${approval.request} ${approval.commit}`, approval);
  const asked = judged.filter((step) => step.demands.length > 0);
  const requests = [
    ...new Set(asked.flatMap(({ step }) => (step.request === null ? [] : [`#${step.request.number}`]))),
  ];
  const missing = judged.flatMap(({ step, demands: own, isBroken }) => describeMissing(step, own, isBroken));
  const isMet = missing.length === 0;
  return {
    ...{ kind: 'judged', isMet, needed: Math.max(isMet ? 0 : 1, ...demands.map(({ needed }) => needed)) },
    approvals: [...approvals.values()],
    changeRequest: requests.length === 0 ? null : requests.join(', '),
    missing: isMet || forge !== null ? missing : [...missing, NO_FORGE],
  };
}

const NO_FORGE =
  'no reviews can be read: set GITHUB_REPOSITORY and GITHUB_TOKEN, or run this in a clone of the repository';

/** Neighbouring steps share a commit, and environments share all of them. */
const MAX_STATES = 6;

function rememberStates(tools: ForgeApprovalTools): (commit: string) => Promise<JudgedState> {
  const states = new Map<string, Promise<JudgedState>>();
  return (commit) => {
    const known = states.get(commit) ?? loadState({ ...tools, now: 0 }, commit);
    states.delete(commit);
    states.set(commit, known);
    const [oldest] = states.keys();
    if (states.size > MAX_STATES && oldest !== undefined) states.delete(oldest);
    return known;
  };
}
