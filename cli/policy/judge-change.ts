import { codedError } from '../coded-error.ts';
import type { CompileCache, Person } from '../compile/index.ts';
import { diffProjects } from '../diff/diff-projects.ts';
import type { RiskLevel } from '../diff/project-diff.ts';
import { EXIT } from '../exit-codes.ts';
import type { ForgeKind } from '../forge/forge.ts';
import type { Repository } from '../git/repository.ts';
import { loadTreeChanges } from '../git/tree-changes.ts';
import { footprintOf, type RiskOf, repositoryMatter } from './footprint.ts';
import { judge } from './judge.ts';
import type { Demand, Evidence, Footprint, Judgement } from './judgement.ts';
import { type JudgedState, loadRules, loadState } from './load-state.ts';
import { type RuleBook, ruleBookOf, withPeople } from './rule-book.ts';
import { loadUnseenPaths } from './unseen-paths.ts';

/** A change between two commits of a project, and who says yes to it. Commits are full ids, and all are here. */
export interface ChangeToJudge {
  readonly forge: ForgeKind;
  readonly repository: Pick<Repository, 'loadProjectAt' | 'place'>;
  /** The project's folder in the repository, with `/`, '' for the root. */
  readonly directory: string;
  /** What the base branch has before, and would have after. */
  readonly before: string;
  readonly after: string;
  /** More commits whose rules have to be satisfied: the merge base. */
  readonly alsoBy: readonly string[];
  /** More rules that have to be satisfied: those that are published. */
  readonly alsoRules: readonly RuleBook[];
  /** Persons whom the forge itself vouches for, in all of the rules: users of `dev`. */
  readonly people?: readonly Person[];
  /** null: there is no request. */
  readonly evidence: Evidence | null;
  /** UTC epoch ms. */
  readonly now: number;
  readonly cache?: CompileCache;
  /** Compiles what a commit has, where somebody remembers it. Default: each time anew. */
  readonly load?: (commit: string) => Promise<JudgedState>;
}

export interface JudgedChange {
  readonly footprint: Footprint;
  readonly judgement: Judgement;
}

/**
 * What a change touches, and whether the people agreed whom that asks for.
 * @throws CommandError (1, FF4054) for a change that does not compile; (3) when git fails.
 */
export async function judgeChange(change: ChangeToJudge): Promise<JudgedChange> {
  const { repository, directory, before, after, evidence, forge } = change;
  const people = change.people ?? [];
  const load = change.load ?? ((commit: string) => loadState(change, commit));
  const [base, head, paths] = await Promise.all([
    load(before),
    load(after),
    loadTreeChanges(repository.place, before, after),
  ]);
  if (head.kind === 'broken') throw codedError(EXIT.findings, 'FF4054', { commit: after, errors: head.errors });
  const others = [...new Set(change.alsoBy)].filter((commit) => commit !== before);
  const rules = await Promise.all(others.map((commit) => loadRules(change, commit)));
  // Nothing says who may do what where there is no project, or where nobody can read what it says.
  const configs = [base.kind === 'none' ? null : base.config, ...rules].filter((config) => config !== null);
  const books = [...change.alsoRules, ...configs.map(ruleBookOf)];
  const footprint = footprintOf(
    base.kind === 'sound' ? base.state : base.kind === 'none' ? null : 'broken',
    head.kind === 'none' ? null : head.state,
    paths.map(({ path }) => path),
    directory,
    risksBetween(base, head, change.now),
  );
  // Where neither has a project, only what is around it can be touched.
  const isNoProject = base.kind === 'none' && head.kind === 'none';
  const touched = isNoProject ? { ...footprint, forAdmins: footprint.forAdmins.slice(1) } : footprint;
  const judgement = judge({
    ...{ forge, evidence, footprint: touched },
    base: books.map((book) => withPeople(book, people)),
    own: head.kind === 'none' ? null : withPeople(ruleBookOf(head.config), people),
  });
  if (evidence === null) return { footprint: touched, judgement };
  const unseen = await loadUnseenPaths(repository.place, before, evidence.request.head, after);
  const isOfProject = (path: string): boolean => directory === '' || path.startsWith(`${directory}/`);
  const hidden = unseen.filter((path) => isOfProject(path) || repositoryMatter(path).length > 0);
  return { footprint: touched, judgement: hidden.length === 0 ? judgement : withoutSight(judgement, evidence, hidden) };
}

/** Nobody approved what they could not see. */
function withoutSight({ demands }: Judgement, { request }: Evidence, hidden: readonly string[]): Judgement {
  const which = [...hidden.slice(0, 3), ...(hidden.length > 3 ? [`${hidden.length - 3} more`] : [])].join(', ');
  const text = `its branch and ${request.base} were merged into one another, so that its page need not show what it does to ${which}`;
  const judged = demands.map((demand): Demand => {
    if (demand.needed === 0) return demand;
    const refusals = [{ rule: 'not-what-was-reviewed', text } as const, ...demand.refusals];
    return { ...demand, approvals: [], isMet: false, refusals };
  });
  return { isApproved: judged.every(({ isMet }) => isMet), demands: judged };
}

/** As `diff` says it. Worked out when the first environment is asked for: most changes of a repository touch none. */
function risksBetween(base: JudgedState, head: JudgedState, now: number): RiskOf {
  let known: ReadonlyMap<string, RiskLevel> | null = null;
  return (environment) => {
    if (base.kind !== 'sound' || head.kind !== 'sound') return 'high';
    known ??= new Map(
      diffProjects(base.state, head.state, { now }).environments.map((each) => [each.environment, each.risk.level]),
    );
    return known.get(environment) ?? 'high';
  };
}
