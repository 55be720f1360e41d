import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, chmod, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errorCodeOf, outsideError } from './command-error.ts';
import { systemReason } from './system-reason.ts';

/**
 * Replaces a file's text in one step: a reader, or a crash, meets the old text or the new one. A link stays a link,
 * and the file keeps its mode.
 * @param label how messages name the file.
 * @throws CommandError (3) when the file cannot be written; it is then as it was.
 */
export async function replaceFile(path: string, text: string, label = path): Promise<void> {
  let temporary: string | null = null;
  try {
    const target = await realpath(path).catch(() => path);
    // Renaming over a file asks only for its folder: a file that is closed to writing would be replaced all the same.
    await access(target, constants.W_OK).catch((error: unknown) => {
      if (errorCodeOf(error) !== 'ENOENT') throw error;
    });
    // Begins with a dot and ends in no .yaml, so that nothing that watches the folder reads it.
    temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
    await writeFile(temporary, text, { flag: 'wx' });
    const mode = await stat(target).then(
      (found) => found.mode,
      () => null,
    );
    if (mode !== null) await chmod(temporary, mode & 0o7777);
    await rename(temporary, target);
  } catch (error) {
    if (temporary !== null) await rm(temporary, { force: true });
    if (errorCodeOf(error) === null) throw error;
    throw outsideError(`cannot write ${label}: ${systemReason(error)}`, 'the file is as it was');
  }
}
