import { writeFile } from 'node:fs/promises';
import { outsideError } from '../command-error.ts';
import type { OpenProject } from '../open-project.ts';
import { systemReason } from '../system-reason.ts';

/** The line with which the project's flag files name their schema for editors. */
export function modelineOf({ files }: OpenProject): string | null {
  const lines = files
    .filter(({ path }) => !path.includes('/') && path !== 'flagforge.yaml' && !path.endsWith('.test.yaml'))
    .map(({ text }) => text.split(/\r?\n/)[0] ?? '');
  return lines.find((line) => line.startsWith('# yaml-language-server:')) ?? null;
}

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
