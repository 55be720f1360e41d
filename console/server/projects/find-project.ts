/** Which project a request is about, and what its user may do there. */
import { suggestName } from 'flagforge/compile';
import { isOrganization } from 'flagforge/identity';
import { type Access, accessOf } from '../access.ts';
import { notFound, ProblemError, problem } from '../http/problem.ts';
import type { Api, Call } from '../route.ts';
import type { User } from '../user.ts';
import { type BaseState, loadBaseState } from './base-state.ts';
import type { HostedProject } from './hosted-project.ts';

/** A project that the user may see. */
export interface OpenedProject {
  readonly project: HostedProject;
  readonly base: BaseState;
  readonly access: Access;
}

/** Whether the session is in the organisation that a project belongs to, by its id or its slug. @see contract 2 */
const isOf = ({ organization }: User, { name }: HostedProject): boolean =>
  isOrganization(organization, name.organization);

/** Every project that the user may see, in the server's order. One whose base cannot be read is left out. */
export async function listProjects(user: User, api: Api): Promise<readonly OpenedProject[]> {
  const own = (await api.projects.list()).filter((project) => isOf(user, project));
  const opened = await Promise.all(own.map((project) => openUnlessBroken(user, api, project)));
  return opened.flatMap((found) => (found === null || found instanceof ProblemError ? [] : [found]));
}

/**
 * The project that a request names, or the only one that there is for its user.
 * @throws ProblemError 404 for one that is not there or that they may not see, 400 when several could be meant, 503 when
 * its base cannot be read.
 */
export async function findProject({ user, project: named }: Call, api: Api): Promise<OpenedProject> {
  const own = (await api.projects.list()).filter((project) => isOf(user, project));
  const meant = named === null ? own : own.filter(({ name }) => isNamed(named, name));
  const opened = await Promise.all(meant.map((project) => openUnlessBroken(user, api, project)));
  const seen = opened.flatMap((found) => (found === null || found instanceof ProblemError ? [] : [found]));
  const [first, second] = seen;
  // One that nobody can read does not stand in the way of the others.
  const unreadable = opened.find((found) => found instanceof ProblemError);
  if (first === undefined)
    throw unreadable ?? notFound('project', named === null ? '' : JSON.stringify(named.slice(0, 200)));
  if (second !== undefined) throw problem(400, 'FF4406', { projects: seen.map(({ project }) => project.name.project) });
  return first;
}

const isNamed = (named: string, { organization, project }: HostedProject['name']): boolean =>
  named === project || named === `${organization}/${project}`;

/** null: it is not for this user. A problem: nobody can say whether it is; members of its organisation may know that. */
async function openUnlessBroken(
  user: User,
  api: Api,
  project: HostedProject,
): Promise<OpenedProject | ProblemError | null> {
  try {
    const base = await loadBaseState(project, api.states);
    const access = accessOf(user, base.config, project);
    return access.canSee ? { project, base, access } : null;
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
}

/** @throws ProblemError (404) with the nearest name. */
export function demandEnvironment({ base }: OpenedProject, environment: string): void {
  const names = base.config.environments.map(({ name }) => name);
  if (!names.includes(environment))
    throw notFound('environment', JSON.stringify(environment), suggestName(environment, names));
}
