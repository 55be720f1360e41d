/** How far a merge came, beside the repository, so that whoever comes next can finish it. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isFullId } from '../../git/resolve-commit.ts';
import type { GitPlace } from '../../git/run-git.ts';
import { replaceFile } from '../../replace-file.ts';

/** A merge that is being written: the base branch goes from one commit to the other. */
export interface MergeJournal {
  readonly number: number;
  readonly from: string;
  readonly to: string;
  /** Who merges: a verified identity. */
  readonly by: string;
}

const fileIn = ({ folder }: GitPlace): string => join(folder, 'flagforge-merge.json');

/** null: no merge is under way, or what is there was not written by this program. */
export function readJournal(place: GitPlace): MergeJournal | null {
  try {
    const parsed: unknown = JSON.parse(readFileSync(fileIn(place), 'utf8'));
    if (typeof parsed !== 'object' || parsed === null) return null;
    const { number, from, to, by } = parsed as Partial<Record<keyof MergeJournal, unknown>>;
    const isWhole =
      typeof number === 'number' &&
      [from, to].every((id) => typeof id === 'string' && isFullId(id)) &&
      typeof by === 'string';
    return isWhole ? (parsed as MergeJournal) : null;
  } catch {
    return null;
  }
}

/** Whether a merge is under way here, or was cut off. */
export const isMergeUnderWay = (place: GitPlace): boolean => existsSync(fileIn(place));

/** In one step: it is there whole, or not at all. @throws CommandError (3) */
export function writeJournal(place: GitPlace, journal: MergeJournal): Promise<void> {
  return replaceFile(fileIn(place), `${JSON.stringify(journal)}\n`);
}

/** The merge is whole, or was given up. */
export function removeJournal(place: GitPlace): void {
  rmSync(fileIn(place), { force: true });
}
