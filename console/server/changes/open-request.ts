/** Opens a change request from edits. */

import type { ChangeRequest } from 'flagforge/forge';
import { isFullId } from 'flagforge/git';
import { problem } from '../http/problem.ts';
import { loadStateAt } from '../projects/base-state.ts';
import type { OpenedProject } from '../projects/find-project.ts';
import type { Api } from '../route.ts';
import type { User } from '../user.ts';
import { demandSound, type GivenChange, inRepository, makeDraft, touchedBy } from './draft.ts';
import { forgeUserOf } from './request-json.ts';

export interface GivenRequest extends GivenChange {
  readonly title: string;
  readonly body?: string;
  /** The commit of the base branch that the edits were made on. */
  readonly baseCommit: string;
}

/**
 * Proposes a change under its user's verified identity, after it was compiled, and after it was asked whether they may
 * edit every environment that it touches.
 * @throws ProblemError 403, 404, 422; what the forge says no with.
 */
export async function openRequest(
  user: User,
  opened: OpenedProject,
  { title, body = '', baseCommit, ...change }: GivenRequest,
  api: Api,
): Promise<ChangeRequest> {
  const { project, access } = opened;
  access.demandEdit('proposing changes', []);
  await demandOnBase(opened, baseCommit);
  const base = await loadStateAt(project, baseCommit, api.states);
  const draft = await makeDraft(base.state.files, change, api.states);
  const after = demandSound(draft);
  access.demandEdit('proposing changes', touchedBy(base, after));
  const files = inRepository(opened, draft.files);
  return project.forge.open({ title, body, baseCommit, files, proposer: forgeUserOf(user, opened) });
}

/** @throws ProblemError (422) unless a commit is on the base branch: what is there was reviewed. */
export async function demandOnBase({ project, base }: OpenedProject, commit: string): Promise<void> {
  if (commit === base.commit) return;
  const { repository } = project;
  const isKnown = isFullId(commit) && (await repository.has(commit));
  if (isKnown && (await repository.isAncestor(commit, base.commit))) return;
  throw problem(422, 'FF4407', { part: 'body', problem: '/baseCommit is no commit of the base branch' });
}
