/** A change request with all that a reviewer has to know. */
import { CommandError, EXIT } from 'flagforge';
import { diffStates } from 'flagforge/comparison';
import type { SourceFile } from 'flagforge/compile';
import { type ProjectDiff, type ProjectState, summaryOf } from 'flagforge/diff';
import type { ChangeRequest } from 'flagforge/forge';
import { checkRequest, loadEvidence } from 'flagforge/policy';
import type { DiffJson } from '../../api/change-request-json.ts';
import { ProblemError, problemBody } from '../http/problem.ts';
import type { OpenedProject } from '../projects/find-project.ts';
import type { Api } from '../route.ts';
import { flagPairs } from './flag-pairs.ts';
import { requestJson, reviewJson } from './request-json.ts';

/** A diff for programs and for people: each environment has its summary in words. */
export function diffJson(before: ProjectState | null, after: ProjectState | null, now: number): DiffJson {
  const diff: ProjectDiff = diffStates(before, after, now);
  return { ...diff, environments: diff.environments.map((each) => ({ ...each, summary: summaryOf(each) })) };
}

/** The request, its files before and after, what it does, and who has to agree. */
export async function changeJson(opened: OpenedProject, request: ChangeRequest, api: Api): Promise<object> {
  const { project } = opened;
  await project.bring(request);
  const [before, after] = await Promise.all(
    [request.baseCommit, request.head].map((commit) => api.states.at(project, commit)),
  );
  const [evidence, files, mergeState] = await Promise.all([
    loadEvidence(project.forge, request.number),
    filesJson(opened, request),
    request.state === 'open' ? project.forge.mergeState(request.number) : null,
  ]);
  const isBroken = before?.kind === 'broken' || after?.kind === 'broken';
  const stateOf = (state: typeof before): ProjectState | null => (state?.kind === 'sound' ? state.state : null);
  return {
    ...requestJson(request),
    commits: evidence.commits,
    reviews: evidence.reviews.map(reviewJson),
    files,
    // Where one side has errors nobody can say what it would do; the check says which.
    diff: isBroken ? null : diffJson(stateOf(before), stateOf(after), api.now()),
    flags: isBroken ? [] : flagPairs(stateOf(before), stateOf(after)),
    mergeState,
    check: request.state === 'open' ? await checkJson(opened, request, api) : null,
  };
}

/** Who has to agree and who has, by the code of `approve-check`; or why that cannot be said. */
async function checkJson({ project }: OpenedProject, { number, head }: ChangeRequest, api: Api): Promise<object> {
  const { forge, repository, directory, people } = project;
  try {
    const tools = { forge, repository, directory, people, now: api.now(), cache: api.states.cache };
    const { judgement, footprint, base, conflicts } = await checkRequest(tools, number, { head, alsoBy: [] });
    const { isApproved, demands } = judgement;
    return { ...{ isApproved, demands, base, conflicts }, forAdmins: footprint.forAdmins, problem: null };
  } catch (error) {
    if (!(error instanceof CommandError) || error.exitCode !== EXIT.findings) throw error;
    const none = { isApproved: false, demands: [], base: null, conflicts: [], forAdmins: [] };
    return { ...none, problem: problemBody(new ProblemError(409, error)) };
  }
}

/** Files of the project with their texts; of others only that they changed. */
async function filesJson(
  { project }: OpenedProject,
  { number, baseCommit, head }: ChangeRequest,
): Promise<readonly object[]> {
  const { repository, directory, forge } = project;
  const [changed, before, after] = await Promise.all([forge.files(number), filesAt(baseCommit), filesAt(head)]);
  const prefix = directory === '' ? '' : `${directory}/`;
  return changed.map(({ path, status, previousPath }) => {
    const own = path.startsWith(prefix) ? path.slice(prefix.length) : null;
    const old = previousPath?.startsWith(prefix) === true ? previousPath.slice(prefix.length) : own;
    return {
      ...{ path, status, previousPath, isInProject: own !== null },
      before: old === null ? null : (before.get(old) ?? null),
      after: own === null ? null : (after.get(own) ?? null),
    };
  });

  async function filesAt(commit: string): Promise<ReadonlyMap<string, string>> {
    const files: readonly SourceFile[] = await repository.loadProjectAt(commit, directory).catch(noProject);
    return new Map(files.map(({ path, text }) => [path, text]));
  }
}

/** A commit without a project has no files of one. */
function noProject(error: unknown): [] {
  if (error instanceof CommandError && error.exitCode === EXIT.usage) return [];
  throw error;
}
