/** How a branch came from the published commit to the one that is to be published: step by step, each with its request. */
import type { ChangeRequest, Forge } from '../forge/forge.ts';
import { type BranchCommit, loadFirstParents } from '../git/first-parents.ts';
import { mergeTrees } from '../git/merge-trees.ts';
import type { Repository } from '../git/repository.ts';
import { loadTreeChanges } from '../git/tree-changes.ts';
import { bring, headRefOf } from '../policy/request-objects.ts';

/** One change of the branch. Commits are full ids. */
export interface BranchStep {
  /** What the branch had before; null: it began with this. */
  readonly before: string | null;
  readonly after: string;
  /** What it was merged from; null: it was pushed without one. */
  readonly request: ChangeRequest | null;
  /** Whether what was merged is what the request's last commit gives, and nothing else. */
  readonly isAsReviewed: boolean;
  /** The commits on the branch that a squash or a rebase made anew; empty for a merge, whose commits are the request's. */
  readonly remade: readonly string[];
}

export interface StepTools {
  /** null: nothing is known of requests. */
  readonly forge: Forge | null;
  readonly repository: Pick<Repository, 'place' | 'has'>;
  /** Whether a path, in the repository with `/`, is of any interest to who judges. */
  readonly isRelevant: (path: string) => boolean;
}

/**
 * Groups commits into steps, oldest first: a merge is one, a squash is one, and so are the commits of a rebase together.
 * @param chain all commits in question, along first parents, oldest first.
 * @param wanted those of them that matter; others are only looked at where they belong to one that does.
 * @throws CommandError (3) when the forge or git fails.
 */
export async function groupSteps(
  tools: StepTools,
  chain: readonly BranchCommit[],
  wanted: ReadonlySet<string>,
): Promise<readonly BranchStep[]> {
  const spans = new Map<number, Promise<Span | null>>();
  const spanAt = (index: number): Promise<Span | null> => {
    const known = spans.get(index) ?? spanEndingAt(tools, chain, index);
    spans.set(index, known);
    return known;
  };
  const steps: BranchStep[] = [];
  for (let index = 0; index < chain.length; ) {
    const at = chain[index];
    if (at === undefined || !wanted.has(at.commit)) {
      index += 1;
      continue;
    }
    const found = await findSpan(chain, index, spanAt);
    if (found === null) {
      steps.push({ ...stepOf(chain, index, index), request: null, isAsReviewed: false, remade: [at.commit] });
      index += 1;
      continue;
    }
    const { from, to, request, isAsReviewed } = found;
    const isMerge = (chain[to]?.parents.length ?? 0) > 1;
    const remade = isMerge ? [] : chain.slice(from, to + 1).map(({ commit }) => commit);
    steps.push({ ...stepOf(chain, Math.min(from, index), to), request, isAsReviewed, remade });
    index = to + 1;
  }
  return steps;
}

/** The commits of the chain that one request became, both ends included. */
interface Span {
  readonly from: number;
  readonly to: number;
  readonly request: ChangeRequest;
  readonly isAsReviewed: boolean;
}

/** A rebase has its request at its last commit: the first request from here on that reaches back to this commit. */
async function findSpan(
  chain: readonly BranchCommit[],
  index: number,
  spanAt: (index: number) => Promise<Span | null>,
): Promise<Span | null> {
  for (let end = index; end < chain.length; end += 1) {
    const span = await spanAt(end);
    if (span !== null) return span.from <= index ? span : null;
    // A merge commit is never part of a rebase.
    if ((chain[end]?.parents.length ?? 0) !== 1) return null;
  }
  return null;
}

async function spanEndingAt(tools: StepTools, chain: readonly BranchCommit[], to: number): Promise<Span | null> {
  const { forge } = tools;
  const last = chain[to];
  if (forge === null || last === undefined) return null;
  const request = await forge.requestOf(last.commit);
  if (request === null) return null;
  await bring({ forge, repository: tools.repository }, request.head, headRefOf(forge, request.number));
  const [before, second, ...more] = last.parents;
  if (before === undefined || more.length > 0) return { from: to, to, request, isAsReviewed: false };
  if (second !== undefined) {
    const isAsReviewed = second === request.head && (await isMergeOf(tools, before, request.head, last.commit));
    return { from: to, to, request, isAsReviewed };
  }
  // The longest run that is nothing but the request: a rebase first, a squash last.
  const most = Math.min((await forge.commits(request.number)).length, to + 1);
  for (let length = most; length >= 1; length -= 1) {
    const from = to - length + 1;
    const run = chain.slice(from, to + 1);
    const base = run[0]?.parents[0];
    if (base === undefined || run.some(({ parents }) => parents.length !== 1)) continue;
    if (await isMergeOf(tools, base, request.head, last.commit)) return { from, to, request, isAsReviewed: true };
  }
  return { from: to, to, request, isAsReviewed: false };
}

/** Whether a commit has, in all that matters, what merging a head by itself gives: nobody put anything in. */
async function isMergeOf(
  { repository, isRelevant }: StepTools,
  base: string,
  head: string,
  merged: string,
): Promise<boolean> {
  const { place } = repository;
  const expected = await mergeTrees(place, base, head);
  if (expected.kind === 'conflicts' && expected.paths.some(isRelevant)) return false;
  return !(await loadTreeChanges(place, expected.tree, merged)).some(({ path }) => isRelevant(path));
}

function stepOf(chain: readonly BranchCommit[], from: number, to: number): Pick<BranchStep, 'before' | 'after'> {
  return { before: chain[from]?.parents[0] ?? null, after: chain[to]?.commit ?? '' };
}

/** The commits from one to another, and those of them that changed something in a folder. */
export async function loadChain(
  repository: Pick<Repository, 'place'>,
  directory: string,
  newest: string,
  published: string | null,
): Promise<{ readonly chain: readonly BranchCommit[]; readonly wanted: ReadonlySet<string> }> {
  const { place } = repository;
  const chain = await loadFirstParents(place, newest, published);
  const [oldest] = chain;
  // A branch that came by what is published only through a merge's second parent: its own steps do not lead there.
  if (published !== null && oldest !== undefined && oldest.parents[0] !== published)
    return { chain: [{ commit: newest, parents: [published] }], wanted: new Set([newest]) };
  const own = directory === '' ? chain : await loadFirstParents(place, newest, published, directory);
  return { chain, wanted: new Set(own.map(({ commit }) => commit)) };
}
