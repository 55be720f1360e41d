import { mkdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Snapshot } from '@flagforge/sdk/engine';
import { errorCodeOf, outsideError } from './command-error.ts';
import { countFlags, renderSnapshot } from './compile/index.ts';
import { replaceFile } from './replace-file.ts';
import type { Terminal } from './terminal/terminal.ts';

/** One snapshot as it was written. */
export interface WrittenSnapshot {
  readonly environment: string;
  /** As the user named the folder, then `<environment>.json`. */
  readonly file: string;
  readonly hash: string;
  readonly contentHash: string;
  readonly flags: number;
  /** Of UTF-8. */
  readonly bytes: number;
}

/**
 * Writes snapshots as `<environment>.json`, each in one step, so that a server that watches the folder never reads half.
 * @throws CommandError (3) when the folder or a file cannot be written.
 */
export async function writeSnapshots(
  terminal: Terminal,
  folder: string,
  snapshots: readonly Snapshot[],
): Promise<WrittenSnapshot[]> {
  const target = resolve(terminal.cwd, folder);
  try {
    await makeFolder(target);
  } catch (error) {
    throw outsideError(
      `cannot make the folder ${folder} (${errorCodeOf(error) ?? String(error)})`,
      'nothing was written; give another one with --out',
    );
  }
  const written: WrittenSnapshot[] = [];
  for (const snapshot of snapshots) {
    const { environment, hash, contentHash } = snapshot;
    const text = renderSnapshot(snapshot);
    await replaceFile(join(target, `${environment}.json`), text);
    written.push({
      environment,
      file: join(folder, `${environment}.json`),
      hash,
      contentHash,
      flags: countFlags(snapshot),
      bytes: Buffer.byteLength(text),
    });
  }
  return written;
}

/** Makes a folder and those above it. Not `recursive: true`: Node never returns where the system takes no folders (/proc). */
async function makeFolder(path: string): Promise<void> {
  if (await isFolder(path)) return;
  const parent = dirname(path);
  if (parent !== path) await makeFolder(parent);
  try {
    await mkdir(path);
  } catch (error) {
    // Somebody else may have made it meanwhile.
    if (!(await isFolder(path))) throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
