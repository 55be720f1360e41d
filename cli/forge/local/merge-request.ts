/** Merges a change request: judged, validated, written to the branch, to the user's files and to the database. */
import { codedError } from '../../coded-error.ts';
import { CommandError } from '../../command-error.ts';
import { EXIT } from '../../exit-codes.ts';
import { mergeTrees } from '../../git/merge-trees.ts';
import type { Repository } from '../../git/repository.ts';
import type { ChangeRequest } from '../forge.ts';
import { moveRefs, readCommits, readRef, writeMerge } from './commits.ts';
import { namedFiles } from './describe-files.ts';
import { BASE_REF, type LocalForgeParts } from './local-parts.ts';
import { removeJournal, writeJournal } from './merge-journal.ts';
import { readAll, refuseClosed, refuseMoved } from './propose.ts';
import { readRequest, readReviews, updateOpen } from './request-rows.ts';
import type { VerifiedUser } from './signature.ts';
import { validateMerged } from './validate-merged.ts';
import { type BackFile, editedFiles, loadBackFiles, writeBack } from './write-back.ts';

/** Saves move the branch while a merge is worked out. */
const MAX_ATTEMPTS = 5;

/** A merge that is worked out, judged and good. */
interface ReadyMerge {
  readonly number: number;
  readonly head: string;
  readonly from: string;
  readonly to: string;
  readonly by: VerifiedUser;
  readonly files: readonly BackFile[];
  /** What the judge had seen. */
  readonly lastReview: string;
}

/**
 * To be run alone, see `mergingAlone`. Nothing has moved when it rejects, but for FF4166.
 * @param head what was looked at.
 * @throws CommandError (1): FF4152, FF4153, FF4154, FF4155, FF4156 and what `mayMerge` says; (2, FF4151); (3): FF4150,
 *   FF4165, FF4166, FF4167.
 */
export async function mergeRequest(
  parts: LocalForgeParts,
  repository: Repository,
  number: number,
  head: string,
  by: VerifiedUser,
): Promise<ChangeRequest> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const ready = await prepare(parts, repository, number, head, by);
    const merged = await write(parts, ready);
    if (merged !== null) return merged;
  }
  throw codedError(EXIT.outside, 'FF4167', { number, times: MAX_ATTEMPTS });
}

async function prepare(
  parts: LocalForgeParts,
  repository: Repository,
  number: number,
  head: string,
  by: VerifiedUser,
): Promise<ReadyMerge> {
  const { place, directory, mayMerge, cache } = parts;
  if (mayMerge === undefined) throw codedError(EXIT.usage, 'FF4163', {});
  const { request, lastReview } = await readAll(parts, number);
  refuseClosed(request);
  refuseMoved(request, head);
  const from = await readRef(place, BASE_REF);
  if (from === null) throw codedError(EXIT.usage, 'FF4164', {});
  const merged = await mergeTrees(place, from, head);
  if (merged.kind === 'conflicts') {
    const args = { files: namedFiles(merged.paths), base: request.baseCommit.slice(0, 7) };
    throw codedError(EXIT.findings, 'FF4153', args);
  }
  const now = parts.now?.() ?? Date.now();
  const subject = `Merge #${number}: ${request.title}`;
  const to = await writeMerge(place, { tree: merged.tree, parents: [from, head], subject, by, at: now });
  await validateMerged(await repository.loadProjectAt(to, ''), now, cache);
  const commits = await readCommits(place, request.baseCommit, head);
  const reviews = await readAllReviews(parts, number);
  await mayMerge({ request, commits, reviews, baseCommit: from, mergeCommit: to });
  const files = await loadBackFiles(place, from, to);
  refuseEdited(parts, editedFiles(directory, files));
  return { number, head, from, to, by, files, lastReview };
}

/** null: somebody was faster; all is as it was, and has to be worked out anew. */
async function write(parts: LocalForgeParts, ready: ReadyMerge): Promise<ChangeRequest | null> {
  const { place, database, organization, onStep } = parts;
  const { number, from, to, by } = ready;
  let isWritten = false;
  await writeJournal(place, { number, from, to, by: by.identity });
  onStep?.('journal');
  try {
    const merged = await database.transaction({ as: 'publisher', organization }, async (tx) => {
      const { request, lastReview } = await readRequest(tx, parts, number, true);
      refuseClosed(request);
      refuseMoved(request, ready.head);
      if (lastReview !== ready.lastReview) return null;
      const columns = { state: 'merged', merge_commit: to, closed_by: by.identity };
      await updateOpen(tx, parts, number, columns, ', closed_at = now()');
      const after = (await readRequest(tx, parts, number)).request;
      if (!(await moveRefs(place, [`update ${BASE_REF} ${to} ${from}`]))) throw new BranchMoved();
      onStep?.('branch');
      await writeFiles(parts, ready);
      isWritten = true;
      onStep?.('files');
      return after;
    });
    onStep?.('recorded');
    removeJournal(place);
    return merged;
  } catch (error) {
    // The journal stays: whether the database has it, whoever comes next will ask.
    if (isWritten) throw codedError(EXIT.outside, 'FF4166', { number });
    if ((await readRef(place, BASE_REF)) !== to) removeJournal(place);
    if (error instanceof BranchMoved) return null;
    throw error;
  }
}

/** Another save or merge was faster than this one. */
class BranchMoved extends Error {}

async function writeFiles(parts: LocalForgeParts, { files, from, to }: ReadyMerge): Promise<void> {
  const { place, directory, onStep } = parts;
  const takeBack = (): Promise<boolean> => moveRefs(place, [`update ${BASE_REF} ${from} ${to}`]);
  try {
    const edited = await writeBack(directory, files, () => onStep?.('file'));
    if (edited.length === 0) return;
    await takeBack();
    refuseEdited(parts, edited);
  } catch (error) {
    if (error instanceof CommandError && error.code === 'FF4155') throw error;
    const isBack = await takeBack().catch(() => false);
    const reason = error instanceof Error ? error.message : String(error);
    const state = isBack
      ? 'nothing was merged, and the files are as they were'
      : 'the branch could not be put back: the next start of flagforge dev finishes the merge';
    throw codedError(EXIT.outside, 'FF4165', { reason, state });
  }
}

function refuseEdited({ directory }: LocalForgeParts, edited: readonly string[]): void {
  if (edited.length === 0) return;
  throw codedError(EXIT.findings, 'FF4155', { files: namedFiles(edited), folder: directory });
}

function readAllReviews(parts: LocalForgeParts, number: number): ReturnType<typeof readReviews> {
  const { database, organization } = parts;
  return database.transaction({ as: 'publisher', organization, isReadOnly: true }, (tx) =>
    readReviews(tx, parts, number),
  );
}
