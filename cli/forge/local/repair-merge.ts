import type { Repository } from '../../git/repository.ts';
import { readRef } from './commits.ts';
import { BASE_REF, type LocalForgeParts } from './local-parts.ts';
import { readJournal, removeJournal } from './merge-journal.ts';
import { updateOpen } from './request-rows.ts';
import { editedFiles, loadBackFiles, writeBack } from './write-back.ts';

/** What a merge left that was cut off, and that is whole now. */
export interface RepairedMerge {
  readonly number: number;
  /** Files that hold an edit made since: they were left alone, so what was merged is not in them. */
  readonly left: readonly string[];
}

/**
 * Finishes a merge whose process ended on its way, or forgets one that had moved nothing. To be run alone, see
 * `mergingAlone`.
 * @returns null when there was nothing to finish.
 * @throws CommandError (3) when a file or the database cannot be written; the next one tries again.
 */
export async function repairMerge(parts: LocalForgeParts, repository: Repository): Promise<RepairedMerge | null> {
  const { place, directory, database, organization } = parts;
  const journal = readJournal(place);
  if (journal === null) {
    // One that was not written whole.
    removeJournal(place);
    return null;
  }
  const { number, from, to, by } = journal;
  const tip = await readRef(place, BASE_REF);
  const hasMoved = tip !== null && (await repository.has(to)) && (await repository.isAncestor(to, tip));
  if (!hasMoved) {
    removeJournal(place);
    return null;
  }
  const files = await loadBackFiles(place, from, to);
  const edited = new Set(editedFiles(directory, files));
  // Where the branch went on since, the files are the user's own again.
  const left = tip === to ? await writeBack(directory, without(files, edited)) : [];
  await database.transaction({ as: 'publisher', organization }, (tx) =>
    updateOpen(
      tx,
      parts,
      number,
      { state: 'merged', merge_commit: to, closed_by: by },
      ', closed_at = coalesce(closed_at, now())',
    ),
  );
  removeJournal(place);
  return { number, left: [...edited, ...left].sort() };
}

const without = <File extends { readonly path: string }>(files: readonly File[], paths: ReadonlySet<string>): File[] =>
  files.filter(({ path }) => !paths.has(path));
