import { codedError } from '../../coded-error.ts';
import { compileProject, type Person } from '../../compile/index.ts';
import { EXIT } from '../../exit-codes.ts';
import { loadProjectIfAny } from '../../git/load-project-if-any.ts';
import type { Repository } from '../../git/repository.ts';
import { isSameIdentity, personOf } from '../../identity/person.ts';
import type { ChangeRequest, ForgeUser, ProposedCommit, Review } from '../forge.ts';
import { readCommits, readRef } from './commits.ts';
import { BASE_REF, type LocalForgeParts, permissionOf } from './local-parts.ts';
import { readAll, refuseClosed, refuseMoved } from './propose.ts';
import { insertReview, readRequest } from './request-rows.ts';
import { isVerified, type VerifiedUser } from './signature.ts';

/** A review as somebody gives it. */
export interface GivenReview {
  readonly by: ForgeUser;
  readonly head: string;
  readonly verdict: 'approved' | 'changes-requested' | 'commented';
  readonly body: string;
}

/**
 * Appends a review of the present head.
 * @throws CommandError (1): FF4152 another head, FF4156 closed, FF4157 one's own change, FF4158 a bot or nobody verified;
 *   (2, FF4151); (3)
 */
export async function reviewRequest(
  parts: LocalForgeParts,
  repository: Repository,
  number: number,
  given: GivenReview,
): Promise<Review> {
  const { place, database, organization } = parts;
  const { by, head, verdict } = given;
  const body = given.body.slice(0, 65_536).replace(/[\0\p{Surrogate}]/gu, '');
  if (by.kind === 'bot') throw codedError(EXIT.findings, 'FF4158', { who: by.name, why: 'it is a bot' });
  if (!isVerified(by)) throw codedError(EXIT.findings, 'FF4158', { who: by.name, why: 'nobody verified who it is' });
  const { request } = await readAll(parts, number);
  refuseClosed(request);
  refuseMoved(request, head);
  if (verdict !== 'commented') {
    const tip = await readRef(place, BASE_REF);
    // By anybody's list: a change that unmaps its author makes nobody a stranger.
    const lists = await Promise.all([tip ?? request.baseCommit, request.head].map((at) => peopleAt(repository, at)));
    refuseOwn(request, await readCommits(place, request.baseCommit, head), by, lists);
  }
  const permission = (parts.permissionOf ?? permissionOf)(by);
  return database.transaction({ as: 'publisher', organization }, async (tx) => {
    const { request: locked } = await readRequest(tx, parts, number, true);
    refuseClosed(locked);
    refuseMoved(locked, head);
    return insertReview(tx, parts, number, { by, commit: head, verdict, body, permission });
  });
}

function refuseOwn(
  request: ChangeRequest,
  commits: readonly ProposedCommit[],
  by: VerifiedUser,
  lists: readonly (readonly Person[])[],
): void {
  const isSame = (identity: string | null): boolean =>
    identity !== null &&
    (isSameIdentity(identity, by.identity) ||
      lists.some((people) => {
        const person = personOf(identity, people);
        return person !== null && person === personOf(by.identity, people);
      }));
  const refuse = (why: string): never => {
    throw codedError(EXIT.findings, 'FF4157', { who: by.name, number: request.number, why });
  };
  if (isSame(request.opener.identity)) refuse('they opened it');
  for (const { commit, authors } of commits) {
    if (authors.some(({ identity }) => isSame(identity))) refuse(`they wrote commit ${commit.slice(0, 7)}`);
  }
}

/** `people` of flagforge.yaml; nobody where it cannot be read. */
async function peopleAt(repository: Repository, commit: string): Promise<readonly Person[]> {
  const files = (await loadProjectIfAny(repository, commit, '')) ?? [];
  // The configuration alone: thousands of flags say nothing about people.
  const config = files.filter(({ path }) => path === 'flagforge.yaml');
  return compileProject(config, { now: 0 }).project?.config.people ?? [];
}
