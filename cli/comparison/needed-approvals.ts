/** Who has to agree to a change, before anybody was asked. */
import type { RiskLevel } from '../diff/project-diff.ts';
import type { ApprovalsReport } from '../diff/reporters/report.ts';
import type { Author } from '../forge/forge.ts';
import { gitFailed, runGit } from '../git/run-git.ts';
import { loadTreeChanges } from '../git/tree-changes.ts';
import { ownersOf } from '../identity/person.ts';
import { footprintOf } from '../policy/footprint.ts';
import { loadGitAuthors } from '../policy/git-authors.ts';
import { judge } from '../policy/judge.ts';
import { ruleBookOf } from '../policy/rule-book.ts';
import type { Comparison } from './open-comparison.ts';

/**
 * The approvals that the base's policy asks for, and the change's own where it asks for more, by the code that judges
 * change requests.
 * @param riskOf of each environment that both sides have.
 * @throws CommandError (3) when git fails.
 */
export async function neededApprovals(
  comparison: Comparison,
  riskOf: (environment: string) => RiskLevel,
): Promise<ApprovalsReport> {
  const { base, head, directory } = comparison;
  const [paths, authors] = await Promise.all([changedPaths(comparison), loadAuthors(comparison)]);
  const before = base.leftOut.length > 0 ? 'broken' : base.state;
  // Neither side has a project: only what is around it can be touched.
  const whole = footprintOf(before, head.state, paths, directory, riskOf);
  const isNoProject = before === null && head.state === null;
  const footprint = isNoProject ? { ...whole, forAdmins: whole.forAdmins.slice(1) } : whole;
  const books = [base.state, head.state].map((state) => (state === null ? null : ruleBookOf(state.project.config)));
  const [book = null, own = null] = books;
  const { demands } = judge({ forge: 'github', base: book === null ? [] : [book], own, footprint, evidence: null });
  const needed = demands.flatMap(({ environment, risk, needed, roles }) =>
    needed === 0
      ? []
      : [{ environment, risk, needed, roles, matters: environment === null ? footprint.forAdmins : [] }],
  );
  return { needed, authors: namesOf(authors, comparison) };
}

/** Paths in the repository that differ, files that are in no commit yet included. */
async function changedPaths({ repository, base, head }: Comparison): Promise<readonly string[]> {
  const { place } = repository;
  if (head.commit !== null) {
    const changes = await loadTreeChanges(place, base.commit, head.commit);
    return changes.map(({ path }) => path);
  }
  const [changed, added] = await Promise.all([
    names(repository, ['diff-index', '-z', '--name-only', '--no-renames', base.commit, '--']),
    names(repository, ['ls-files', '-z', '--others', '--exclude-standard', '--full-name']),
  ]);
  return [...new Set([...changed, ...added])].sort();
}

async function names({ place }: Comparison['repository'], words: readonly string[]): Promise<readonly string[]> {
  const run = await runGit(place, words);
  if (run.exitCode !== 0) throw gitFailed(words[0] ?? '', run.stderr);
  return run.stdout
    .toString('utf8')
    .split('\0')
    .filter((name) => name !== '');
}

type Maker = Pick<Author, 'email' | 'name'>;

/** Everybody who had a hand in the commits between the two; of changes that no commit holds, whoever would commit them. */
async function loadAuthors({ repository, base, head }: Comparison): Promise<readonly Maker[]> {
  const { place } = repository;
  const tip = head.commit ?? (await repository.resolve('HEAD'));
  const commits = await loadGitAuthors(place, tip, base.commit);
  const makers = commits.flatMap(({ authors }) => authors);
  if (head.commit !== null) return makers;
  const isDirty = (await names(repository, ['diff-index', '-z', '--name-only', 'HEAD', '--'])).length > 0;
  const run = isDirty || makers.length === 0 ? await runGit(place, ['config', '--get', 'user.email']) : null;
  const email = run?.exitCode === 0 ? run.stdout.toString('utf8').trim() : '';
  return email === '' ? makers : [...makers, { email, name: email }];
}

/** One name a person: the address that git has, as people know their colleagues by it. */
function namesOf(makers: readonly Maker[], { base, head }: Comparison): readonly string[] {
  const people = [base.state, head.state].flatMap((state) => state?.project.config.people ?? []);
  const found = new Map<string, string>();
  for (const { email, name } of makers) {
    // What GitHub commits on its pages has a person as its author.
    if (email?.toLowerCase() === 'noreply@github.com') continue;
    const [owner] = email === null ? [] : ownersOf(email, people);
    const person = owner?.name ?? email?.toLowerCase() ?? name;
    if (!found.has(person)) found.set(person, email ?? name);
  }
  return [...found.values()].sort();
}
