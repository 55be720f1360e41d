import { writeFile } from 'node:fs/promises';
import { outsideError } from '../command-error.ts';
import { systemReason } from '../system-reason.ts';

/**
 * Writes a file that must not be there yet.
 * @param label how messages name it.
 * @throws CommandError (3)
 */
export async function writeNew(path: string, text: string, label: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx' });
  } catch (error) {
    throw outsideError(`cannot write ${label}: ${systemReason(error)}`, 'there is no new file');
  }
}
