/** One merge at a time in a repository: in this process by a queue, among processes by a lock file. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { codedError } from '../../coded-error.ts';
import { errorCodeOf, outsideError } from '../../command-error.ts';
import { type DataLock, takeLock } from '../../embedded/data-lock.ts';
import { EXIT } from '../../exit-codes.ts';
import type { GitPlace } from '../../git/run-git.ts';
import { systemReason } from '../../system-reason.ts';

/** A merge takes some tens of ms, of thousands of flags some seconds. */
const PATIENCE_MS = 30_000;
const RETRY_MS = 25;

/** By the repository's folder: several forges of one process share it. */
const queues = new Map<string, Promise<unknown>>();

/**
 * Runs work that moves the base branch and the user's files, alone. A lock whose process is gone is taken over.
 * @throws CommandError (3): FF4160 when another process does not come to an end; when the lock cannot be written.
 */
export function mergingAlone<Result>(place: GitPlace, work: () => Promise<Result>): Promise<Result> {
  const turn = (queues.get(place.folder) ?? Promise.resolve()).then(async () => {
    const lock = await waitForLock(join(place.folder, 'flagforge-merge.lock'));
    try {
      return await work();
    } finally {
      lock.release();
    }
  });
  const settled = turn.catch(() => {});
  queues.set(place.folder, settled);
  return turn;
}

/** A full disk is no bug. */
function takeIn(file: string): ReturnType<typeof takeLock> {
  try {
    return takeLock(file);
  } catch (error) {
    if (errorCodeOf(error) === null) throw error;
    throw outsideError(`cannot write ${file}: ${systemReason(error)}`, 'nothing was merged');
  }
}

async function waitForLock(file: string): Promise<DataLock> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const taken = takeIn(file);
    if (!('heldBy' in taken)) return taken;
    if (performance.now() > until) throw codedError(EXIT.outside, 'FF4160', { pid: taken.heldBy.pid });
    await pause(RETRY_MS);
  }
}
