/** What was merged, into the user's own files: all of them, or none. */
import { lstatSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { errorCodeOf } from '../../command-error.ts';
import { readBlobs } from '../../git/read-blobs.ts';
import type { GitPlace } from '../../git/run-git.ts';
import { loadTreeChanges } from '../../git/tree-changes.ts';
import { makeFolder } from '../../make-folder.ts';
import { MAX_READ_BYTES } from '../../project-files.ts';
import { replaceFile } from '../../replace-file.ts';

/** A file that a merge changes; null: it is not there. */
export interface BackFile {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** How a file stands to a merge. `edited`: it is neither as before nor as after. */
type Standing = 'before' | 'after' | 'edited';

const BYTE_ORDER_MARK = '\ufeff';

/** The files that two commits have differently, with their texts. @throws CommandError (3) */
export async function loadBackFiles(place: GitPlace, from: string, to: string): Promise<readonly BackFile[]> {
  const changes = await loadTreeChanges(place, from, to);
  const ids = changes.flatMap(({ before, after }) => [before, after]).filter((id) => id !== null);
  const blobs = await readBlobs(place, ids, MAX_READ_BYTES);
  const textOf = (id: string | null): string | null => (id === null ? null : (blobs.get(id)?.toString('utf8') ?? ''));
  return changes.map(({ path, before, after }) => ({ path, before: textOf(before), after: textOf(after) }));
}

/**
 * The paths that hold something else than before or after the merge, or that lead out of the project: writing them would
 * lose an edit of the user's, or write elsewhere.
 */
export function editedFiles(directory: string, files: readonly BackFile[]): string[] {
  return files.filter((file) => standingOf(directory, file) === 'edited').map(({ path }) => path);
}

/**
 * Writes files that stand as before, one step each. What cannot be written puts back those before it.
 * @param onFile called after each file.
 * @returns the paths that were edited since they were looked at: then nothing is written.
 * @throws CommandError (3) when a file cannot be written; all are then as they were.
 */
export async function writeBack(
  directory: string,
  files: readonly BackFile[],
  onFile: () => void = () => {},
): Promise<readonly string[]> {
  const written: BackFile[] = [];
  const putBack = async (): Promise<void> => {
    for (const { path, before, after } of written.reverse()) {
      const file = { path, before: after, after: before };
      if (standingOf(directory, file) === 'before') await writeFile(directory, file);
    }
  };
  try {
    for (const file of files) {
      const standing = standingOf(directory, file);
      if (standing === 'edited') {
        await putBack();
        return [file.path];
      }
      if (standing === 'after') continue;
      await writeFile(directory, file);
      written.push(file);
      onFile();
    }
    return [];
  } catch (error) {
    await putBack().catch(() => {});
    throw error;
  }
}

async function writeFile(directory: string, { path, after }: BackFile): Promise<void> {
  const full = join(directory, path);
  if (after === null) {
    rmSync(full, { force: true });
    return;
  }
  const mark = readText(full)?.startsWith(BYTE_ORDER_MARK) === true ? BYTE_ORDER_MARK : '';
  makeFolder(dirname(full));
  await replaceFile(full, mark + after, path);
}

function standingOf(directory: string, { path, before, after }: BackFile): Standing {
  const full = join(directory, path);
  if (leadsOut(directory, full)) return 'edited';
  const text = readText(full);
  // Commits do not have the mark; the file keeps it.
  const plain = text?.startsWith(BYTE_ORDER_MARK) === true ? text.slice(1) : text;
  if (plain === after) return 'after';
  return plain === before ? 'before' : 'edited';
}

/** null: nothing is there. What cannot be read as a text is one that no commit has. */
function readText(full: string): string | null {
  try {
    if (!lstatSync(full).isFile() && !lstatSync(realpathSync(full)).isFile()) return '\0';
    return readFileSync(full, 'utf8');
  } catch (error) {
    return ['ENOENT', 'ENOTDIR'].includes(errorCodeOf(error) ?? '') && !isThere(full) ? null : '\0';
  }
}

function isThere(full: string): boolean {
  return lstatSync(full, { throwIfNoEntry: false }) !== undefined;
}

/** Whether a link on the way, or the file itself, lies elsewhere than in the project. */
function leadsOut(directory: string, full: string): boolean {
  const root = realpathSync(directory);
  let at = full;
  while (!isThere(at) && at !== directory) at = dirname(at);
  try {
    const real = realpathSync(at);
    return real !== root && !real.startsWith(root + sep);
  } catch {
    // A link that leads nowhere: writing would follow it.
    return true;
  }
}
