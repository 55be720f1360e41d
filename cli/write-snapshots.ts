import { join, resolve } from 'node:path';
import type { Snapshot } from '@flagforge/sdk/engine';
import { CommandError, outsideError } from './command-error.ts';
import { countFlags, renderSnapshot } from './compile/index.ts';
import { makeFolder } from './make-folder.ts';
import { replaceFile } from './replace-file.ts';
import { systemReason } from './system-reason.ts';
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
    makeFolder(target);
  } catch (error) {
    throw outsideError(
      `cannot make the folder ${folder}: ${systemReason(error)}`,
      'nothing was written; give another one with --out',
    );
  }
  const written: WrittenSnapshot[] = [];
  for (const snapshot of snapshots) {
    const { environment, hash, contentHash } = snapshot;
    const text = renderSnapshot(snapshot);
    const file = join(folder, `${environment}.json`);
    await replaceFile(join(target, `${environment}.json`), text, file).catch((error: unknown) => {
      if (!(error instanceof CommandError) || written.length === 0) throw error;
      const before = written.map((snapshot) => snapshot.file).join(', ');
      throw new CommandError(error.exitCode, error.message, [...error.hints, `written before it: ${before}`]);
    });
    written.push({
      environment,
      file,
      hash,
      contentHash,
      flags: countFlags(snapshot),
      bytes: Buffer.byteLength(text),
    });
  }
  return written;
}
