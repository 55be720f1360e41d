import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statfsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { codedError } from '../coded-error.ts';
import { type CommandError, errorCodeOf } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import { makeFolder } from '../make-folder.ts';
import { systemReason } from '../system-reason.ts';
import { unpackFolder } from './folder-archive.ts';
import { PgliteStartError, POSTGRES_MAJOR, startPglite } from './pglite-process.ts';

/** Less than this is treated as a full disk: a Postgres that cannot write its log has to stop in the middle. */
const MIN_FREE_BYTES = 64 * 1_048_576;

/** 16 MB, the usual size of a piece of Postgres's log, would be most of a small folder. */
export const INITDB_PARAMETERS: readonly string[] = ['--wal-segsize=1'];

/**
 * Makes the data folder unless it is there: from the template, else by initdb, which takes some seconds. It appears
 * whole under its name or not at all; what an earlier attempt left beside it is removed. To be called under the lock.
 * @param template its path; null: there is none.
 * @param onSlow called before initdb.
 * @throws CommandError (3) when it cannot be written, or is of another Postgres.
 */
export async function makeDataFolder(folder: string, template: string | null, onSlow: () => void): Promise<void> {
  const parent = dirname(folder);
  const prefix = `${basename(folder)}.making-`;
  try {
    for (const name of readdirSync(parent)) {
      if (name.startsWith(prefix)) rmSync(join(parent, name), { recursive: true, force: true });
    }
    if (existsSync(join(folder, 'PG_VERSION'))) return checkMajor(folder);
    checkRoom(folder);
    // Something without PG_VERSION is no data folder, and nothing that Postgres could be started on.
    if (existsSync(folder) && readdirSync(folder).length > 0) {
      throw codedError(EXIT.outside, 'FF3162', { folder, reason: 'its file PG_VERSION is missing' });
    }
    const making = join(parent, prefix + randomBytes(6).toString('hex'));
    makeFolder(making, 0o700);
    if (template === null) {
      onSlow();
      await (await startPglite({ dataDir: making, initDbStartParams: [...INITDB_PARAMETERS] })).close();
    } else unpackFolder(readFileSync(template), making);
    rmSync(folder, { recursive: true, force: true });
    renameSync(making, folder);
  } catch (error) {
    throw folderProblem(folder, error);
  }
}

/** @throws CommandError (3, FF3164) when the disk of a folder is nearly full. */
export function checkRoom(folder: string): void {
  const { bavail, bsize } = statfsSync(dirname(folder));
  if (bavail * bsize < MIN_FREE_BYTES) throw codedError(EXIT.outside, 'FF3164', { folder });
}

/** What the system or Postgres said of a data folder, in words; other errors come back as they are. */
export function folderProblem(folder: string, error: unknown): CommandError | unknown {
  const text = error instanceof Error ? error.message : '';
  const code = errorCodeOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT' || /no space left on device/i.test(text)) {
    return codedError(EXIT.outside, 'FF3164', { folder });
  }
  if (error instanceof PgliteStartError) return codedError(EXIT.outside, 'FF3162', { folder, reason: text });
  if (code !== null && /^E[A-Z]+$/.test(code)) {
    return codedError(EXIT.outside, 'FF3165', { folder, reason: systemReason(error) });
  }
  return error;
}

function checkMajor(folder: string): void {
  const found = readFileSync(join(folder, 'PG_VERSION'), 'utf8').trim();
  if (found === POSTGRES_MAJOR) return;
  if (!/^\d+$/.test(found)) {
    throw codedError(EXIT.outside, 'FF3162', { folder, reason: 'its file PG_VERSION holds no version' });
  }
  throw codedError(EXIT.outside, 'FF3163', { folder, found, wanted: POSTGRES_MAJOR });
}
