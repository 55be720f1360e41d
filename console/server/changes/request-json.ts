/** Change requests as the API answers with them. */
import type { ChangeRequest, Forge, ForgeUser, LocalForge, Review } from 'flagforge/forge';
import { problem } from '../http/problem.ts';
import type { OpenedProject } from '../projects/find-project.ts';
import type { User } from '../user.ts';

export const isoOf = (at: number): string => new Date(at).toISOString();

export const userJson = ({ identity, kind, name }: ForgeUser): object => ({ identity, kind, name });

/** Who is behind it as they are called here, not what a forge or a token says they are called. */
export function requestJson(request: ChangeRequest): object {
  const { number, title, body, url, state, branch, base, baseCommit, head, mergeCommit } = request;
  return {
    ...{ number, title, body, url, state, branch, base, baseCommit, head, mergeCommit },
    opener: userJson(request.opener),
    proposer: request.proposer === null ? null : userJson(request.proposer),
    ...{ openedAt: isoOf(request.openedAt), updatedAt: isoOf(request.updatedAt) },
  };
}

export const reviewJson = ({ by, verdict, commit, at, body }: Review): object => ({
  ...{ by: userJson(by), verdict, commit, at: isoOf(at), body },
});

/** The user as the forge knows them: verified, by the name that `people` gives them. */
export function forgeUserOf(user: User, { project, base }: OpenedProject): ForgeUser {
  const { identity, claims } = user;
  return { identity, kind: 'human', name: project.nameOf(identity, base.config.people), claims };
}

const isLocal = (forge: Forge): forge is LocalForge => forge.kind === 'local';

/** @throws ProblemError (409) where people do this on GitHub, with the address to go to. */
export function demandLocal(forge: Forge, what: string, url: string | null): LocalForge {
  if (isLocal(forge)) return forge;
  throw problem(409, 'FF4415', { what, url: url ?? '' }, { url });
}
