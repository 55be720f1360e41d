import { codedError } from '../coded-error.ts';
import type { CompileCache, Person } from '../compile/index.ts';
import { EXIT } from '../exit-codes.ts';
import type { ChangeRequest, Forge } from '../forge/forge.ts';
import { loadProjectIfAny } from '../git/load-project-if-any.ts';
import { mergeTrees } from '../git/merge-trees.ts';
import type { Repository } from '../git/repository.ts';
import { isFullId } from '../git/resolve-commit.ts';
import { askGit, gitFailed, runGit } from '../git/run-git.ts';
import { type JudgedChange, judgeChange } from './judge-change.ts';
import type { Evidence } from './judgement.ts';
import { loadEvidence } from './load-evidence.ts';
import { bring, headRefOf, withGitAuthors } from './request-objects.ts';

export interface CheckTools {
  readonly forge: Forge;
  readonly repository: Pick<Repository, 'loadProjectAt' | 'place' | 'has' | 'isShallow'>;
  /** The project's folder in the repository, with `/`, '' for the root. */
  readonly directory: string;
  /** Persons whom the forge itself vouches for: users of `dev`. */
  readonly people?: readonly Person[];
  /** UTC epoch ms. */
  readonly now: number;
  readonly cache?: CompileCache;
}

export interface CheckOptions {
  /** Full id of the commit that is meant; another one by now is refused. null: whatever the last one is. */
  readonly head: string | null;
  /** Full ids of more commits whose rules have to be satisfied. */
  readonly alsoBy: readonly string[];
}

/** How a change request stands. */
export interface RequestCheck extends JudgedChange {
  readonly evidence: Evidence;
  /** The newest commit of the base branch, which it is judged by; full id. */
  readonly base: string;
  /** Files that both sides changed, so that it cannot be merged as it is. */
  readonly conflicts: readonly string[];
}

/**
 * The whole check of a change request: what would change on the base branch if it were merged now, by the rules of the
 * base branch's newest commit and of the commit that the branch stands on, and by its own where they ask for more, since
 * they will count when it is published. What cannot be found out is refused.
 * @throws CommandError 1: the change does not compile, or its head moved on; 2: a request that is not there or not open,
 * a shallow clone, or a folder where neither side has a project; 3: the forge or git failed, or did not tell the whole.
 */
export async function checkRequest(
  tools: CheckTools,
  number: number,
  options: CheckOptions = { head: null, alsoBy: [] },
): Promise<RequestCheck> {
  const { forge, repository } = tools;
  const evidence = await loadEvidence(forge, number);
  const { request } = evidence;
  if (request.state !== 'open') throw codedError(EXIT.usage, 'FF4055', { number, state: request.state });
  if (options.head !== null && options.head !== request.head)
    throw codedError(EXIT.findings, 'FF4056', { number, head: request.head, expected: options.head });
  if (await repository.isShallow()) throw codedError(EXIT.usage, 'FF4012', {});
  const base = await forge.baseCommit();
  const branch = await forge.baseBranch();
  await bring(tools, base, `refs/heads/${branch}`);
  await bring(tools, request.head, headRefOf(forge, number));
  const mergeBase = await findMergeBase(tools, base, request);
  const whole = await withGitAuthors(tools, forBranch(evidence, branch), mergeBase);
  const merge = await mergedCommit(tools, base, mergeBase, request.head);
  await needProject(tools, base, merge.commit);
  const judged = await judgeChange({
    ...tools,
    forge: forge.kind,
    before: merge.conflicts.length > 0 ? mergeBase : base,
    after: merge.commit,
    alsoBy: [base, mergeBase, ...options.alsoBy],
    alsoRules: [],
    evidence: whole,
  });
  return { ...judged, evidence: whole, base, conflicts: merge.conflicts };
}

/** What was said of a request that goes elsewhere was not said of what it would change on this branch. */
function forBranch(evidence: Evidence, branch: string): Evidence {
  if (evidence.request.base === branch) return evidence;
  return { ...evidence, reviews: evidence.reviews.map((review) => ({ ...review, isOfOtherBase: true })) };
}

/** A wrong --dir must never read as a change that touches nothing. */
async function needProject({ repository, directory }: CheckTools, before: string, after: string): Promise<void> {
  const files = await loadProjectIfAny(repository, before, directory);
  // Its message names the folder, and where a project is.
  if (files === null) await repository.loadProjectAt(after, directory);
}

async function findMergeBase({ repository }: CheckTools, base: string, request: ChangeRequest): Promise<string> {
  const run = await runGit(repository.place, ['merge-base', base, request.head]);
  const id = run.stdout.toString('latin1').trim();
  if (run.exitCode === 0 && isFullId(id)) return id;
  if (run.exitCode !== 1) throw gitFailed('merge-base', run.stderr);
  throw codedError(EXIT.findings, 'FF4058', { number: request.number });
}

/** Nobody's: the commit is on no branch, and only there to be read. Its id depends on what is merged alone. */
const NOBODY = {
  ...{ GIT_AUTHOR_NAME: 'flagforge', GIT_AUTHOR_EMAIL: 'flagforge@localhost', GIT_AUTHOR_DATE: '@0 +0000' },
  ...{ GIT_COMMITTER_NAME: 'flagforge', GIT_COMMITTER_EMAIL: 'flagforge@localhost', GIT_COMMITTER_DATE: '@0 +0000' },
};

async function mergedCommit(
  { repository }: CheckTools,
  base: string,
  mergeBase: string,
  head: string,
): Promise<{ readonly commit: string; readonly conflicts: readonly string[] }> {
  const { place } = repository;
  if (mergeBase === base) return { commit: head, conflicts: [] };
  const merged = await mergeTrees(place, base, head);
  if (merged.kind === 'conflicts') return { commit: head, conflicts: merged.paths };
  const words = ['commit-tree', merged.tree, '-p', base, '-p', head, '-F', '-'];
  const env = { ...place.env, ...NOBODY };
  return { commit: await askGit({ ...place, env }, words, { input: ['what would be merged\n'] }), conflicts: [] };
}
