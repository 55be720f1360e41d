/** Opens a change request, or adds a commit to one. */
import { codedError } from '../../coded-error.ts';
import { SqlError } from '../../database/database.ts';
import { EXIT } from '../../exit-codes.ts';
import type { Repository } from '../../git/repository.ts';
import { isFullId } from '../../git/resolve-commit.ts';
import { loadTreeChanges } from '../../git/tree-changes.ts';
import { insertRequest } from '../change-request-table.ts';
import type { ChangeRequest, Proposal, ProposedFile } from '../forge.ts';
import { checkProposedFiles, refused } from './allowed-paths.ts';
import { type DraftCommit, moveRefs, readRef, writeCommit } from './commits.ts';
import { namedFiles } from './describe-files.ts';
import { BASE_BRANCH, BASE_REF, headRef, type LocalForgeParts } from './local-parts.ts';
import { readRequest, updateOpen } from './request-rows.ts';
import { isVerified, type VerifiedUser } from './signature.ts';

const UNIQUE_VIOLATION = '23505';
const MAX_TITLE = 200;
const MAX_BODY = 65_536;

/** @throws CommandError (1): FF4153 a file was changed on the base since, FF4159, FF4161, FF4162; (3) */
export async function openRequest(
  parts: LocalForgeParts,
  repository: Repository,
  proposal: Proposal,
  by: VerifiedUser,
): Promise<ChangeRequest> {
  const { place } = parts;
  const { title, body, baseCommit } = checkWords(proposal);
  const tip = await readRef(place, BASE_REF);
  if (tip === null) throw codedError(EXIT.usage, 'FF4164', {});
  const isOnBase = isFullId(baseCommit) && (await repository.has(baseCommit));
  if (!isOnBase || !(await repository.isAncestor(baseCommit, tip)))
    throw refused(`its base ${baseCommit.slice(0, 12)} is not on the branch ${BASE_BRANCH}`);
  await checkChange(repository, baseCommit, proposal.files);
  if (tip !== baseCommit) await refuseOverlap(parts, baseCommit, tip, proposal.files);
  const now = parts.now?.() ?? Date.now();
  const draft = await writeCommit(place, { subject: title, by, parent: baseCommit, files: proposal.files, at: now });
  await refuseEmpty(parts, baseCommit, draft);
  const number = await insertWithNumber(parts, draft, { title, body, baseCommit, by });
  return (await readAll(parts, number)).request;
}

/** @throws CommandError (1): FF4152 for another head, FF4156, FF4159, FF4161, FF4162; (2, FF4151); (3) */
export async function updateRequest(
  parts: LocalForgeParts,
  repository: Repository,
  number: number,
  expectedHead: string,
  change: Pick<Proposal, 'title' | 'files'>,
  by: VerifiedUser,
): Promise<ChangeRequest> {
  const { place, database, organization } = parts;
  const { request } = await readAll(parts, number);
  refuseClosed(request);
  refuseMoved(request, expectedHead);
  const { title } = checkWords({ ...change, body: '' });
  await checkChange(repository, request.head, change.files);
  const now = parts.now?.() ?? Date.now();
  const draft = await writeCommit(place, {
    ...{ subject: title, by, parent: request.head, files: change.files, at: now },
  });
  await refuseEmpty(parts, request.head, draft);
  return database.transaction({ as: 'publisher', organization }, async (tx) => {
    const { request: locked } = await readRequest(tx, parts, number, true);
    refuseClosed(locked);
    refuseMoved(locked, expectedHead);
    await updateOpen(tx, parts, number, { head: draft.commit });
    // Before the row is written for good: what it names is then held by a ref.
    await moveRefs(place, [`update ${headRef(number)} ${draft.commit}`, `delete ${draft.ref}`]);
    return (await readRequest(tx, parts, number)).request;
  });
}

/** @throws CommandError (1, FF4152) */
export function refuseMoved(request: ChangeRequest, head: string): void {
  if (request.head === head) return;
  const args = { number: request.number, head: request.head.slice(0, 7), given: head.slice(0, 7) };
  throw codedError(EXIT.findings, 'FF4152', args);
}

/** @throws CommandError (1, FF4156) */
export function refuseClosed({ number, state }: ChangeRequest): void {
  if (state !== 'open') throw codedError(EXIT.findings, 'FF4156', { number, state });
}

/** Reads one in a transaction of its own. */
export function readAll(parts: LocalForgeParts, number: number): ReturnType<typeof readRequest> {
  const { database, organization } = parts;
  return database.transaction({ as: 'publisher', organization, isReadOnly: true }, (tx) =>
    readRequest(tx, parts, number),
  );
}

function checkWords<Words extends Pick<Proposal, 'title' | 'body'>>(words: Words): Words {
  const title = words.title.trim();
  if (title === '' || title.length > MAX_TITLE || /[\p{Cc}\p{Surrogate}\u2028\u2029]/u.test(title))
    throw refused(`its title is not one line of 1 to ${MAX_TITLE} characters`);
  if (words.body.length > MAX_BODY || /[\0\p{Surrogate}]/u.test(words.body)) throw refused('its body cannot be stored');
  return { ...words, title };
}

async function checkChange(repository: Repository, base: string, files: readonly ProposedFile[]): Promise<void> {
  const before = await repository.loadProjectAt(base, '');
  checkProposedFiles(files, before);
  const known = new Set(before.map(({ path }) => path));
  const missing = files.find(({ path, text }) => text === null && !known.has(path));
  if (missing !== undefined) throw refused(`it removes ${missing.path}, which is not there`);
}

/** Whole files: what their lines would make together is asked at the merge, of a change that was made on purpose. */
async function refuseOverlap(
  parts: LocalForgeParts,
  base: string,
  tip: string,
  files: readonly ProposedFile[],
): Promise<void> {
  const moved = new Set((await loadTreeChanges(parts.place, base, tip)).map(({ path }) => path));
  const both = files.filter(({ path }) => moved.has(path)).map(({ path }) => path);
  if (both.length > 0)
    throw codedError(EXIT.findings, 'FF4153', {
      files: namedFiles(both),
      base: base.slice(0, 7),
      tip: tip.slice(0, 7),
    });
}

async function refuseEmpty({ place }: LocalForgeParts, parent: string, { commit, ref }: DraftCommit): Promise<void> {
  if ((await loadTreeChanges(place, parent, commit)).length > 0) return;
  await moveRefs(place, [`delete ${ref}`]);
  throw codedError(EXIT.findings, 'FF4161', {});
}

/** The next number, and the ref of it, in one step: a crash leaves both or neither. */
async function insertWithNumber(
  parts: LocalForgeParts,
  draft: DraftCommit,
  given: { readonly title: string; readonly body: string; readonly baseCommit: string; readonly by: VerifiedUser },
): Promise<number> {
  const { database, organization, project, place } = parts;
  for (;;) {
    try {
      return await database.transaction({ as: 'publisher', organization }, async (tx) => {
        const [row] = await tx.query<{ readonly next: number }>(
          `select coalesce(max(number), 0) + 1 as next from flagforge.change_requests
           where organization = $1 and project = $2`,
          [organization, project],
        );
        const number = row?.next ?? 1;
        const { title, body, baseCommit, by } = given;
        const branch = `changes/${number}`;
        const request = { number, title, body, url: null, branch, base: BASE_BRANCH, baseCommit, head: draft.commit };
        await insertRequest(tx, parts, 'local', { ...request, proposer: by }, '');
        // A ref of this number without a row was left by a crash.
        await moveRefs(place, [`update ${headRef(number)} ${draft.commit}`, `delete ${draft.ref}`]);
        return number;
      });
    } catch (error) {
      // Another process took the number: it has the ref, too.
      if (!(error instanceof SqlError && error.sqlState === UNIQUE_VIOLATION)) throw error;
    }
  }
}

/** Who proposes. @throws CommandError (1, FF4162) for somebody whom nobody verified. */
export function verifiedProposer(proposer: VerifiedUser | Proposal['proposer'], local: VerifiedUser): VerifiedUser {
  const given = proposer ?? local;
  // A user of this machine may have any name.
  const isLocal = given.identity?.startsWith('local:') === true;
  const user = isLocal ? { ...given, identity: (given.identity ?? '').replace(/[^\w.@:-]/g, '_') } : given;
  if (isVerified(user)) return user;
  throw refused('nobody verified who proposes it');
}
