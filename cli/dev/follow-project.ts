import { setTimeout as wait } from 'node:timers/promises';
import type { DevScreen } from './dev-screen.ts';
import type { Reading, Unreadable } from './live-project.ts';
import type { Served } from './served.ts';

/** A save empties a file before it writes it: what is broken is news once it is still so after this time, in ms. */
const DOUBT_MS = 60;

/** Where a good state goes to. */
export interface Stage {
  /** How many merges wrote the files so far. */
  merges(): number;
  /**
   * Publishes it and makes keys for its environments. Called for every good state, the first one included.
   * @param merges as it was before the files were read: some of them may be older than a merge that came since.
   */
  serve(reading: Reading, merges: number): Promise<Served>;
}

/** Follows a project: each good state is served, a broken one is shown and the last good one stays. */
export interface Follower {
  /** Reads the project now; calls during a reading are answered by one more. Never rejects for what files hold. */
  look(): Promise<void>;
  /** The same, and serves it although no file changed. */
  lookAgain(): Promise<void>;
  /** Whether the last good state could not be published. */
  hasFailed(): boolean;
}

/**
 * @param onFirst called after the first good state is served.
 * @param now the wall clock, UTC epoch ms.
 */
export function createFollower(
  read: () => Promise<Reading | Unreadable>,
  stage: Stage,
  screen: DevScreen,
  onFirst: (reading: Reading, served: Served) => Promise<void>,
  now: () => number,
): Follower {
  let servedAt: number | null = null;
  let isBroken = false;
  let failure: string | null = null;
  let lastTexts = '';
  let doubted = '';
  let isWanted = false;
  let running: Promise<void> | null = null;

  const once = async (): Promise<void> => {
    const startedAt = now();
    const merges = stage.merges();
    const reading = await read();
    // Editors touch files that they do not change, and temporary files come and go beside them.
    const texts =
      'problem' in reading
        ? `\0${reading.problem}`
        : reading.files.map(({ path, text, problem }) => `${path}\0${problem?.code ?? ''}\0${text}`).join('\0');
    if (texts === lastTexts) return;
    const isSound = !('problem' in reading) && reading.result.snapshots.size > 0;
    if (!isSound && texts !== doubted) {
      doubted = texts;
      await wait(DOUBT_MS);
      isWanted = true;
      return;
    }
    doubted = '';
    lastTexts = texts;
    if ('problem' in reading || !isSound) {
      isBroken = true;
      return screen.broken(reading, servedAt);
    }
    const served = await stage.serve(reading, merges);
    if (served.from === 'stale') {
      lastTexts = '';
      isWanted = true;
      return;
    }
    if (served.failure !== null) {
      // Tried again and again; said once.
      lastTexts = '';
      if (failure !== served.failure.message) await screen.failed(served.failure, servedAt);
      failure = served.failure.message;
      return;
    }
    const isFirst = servedAt === null;
    servedAt = now();
    const isMended = isBroken || failure !== null;
    isBroken = false;
    failure = null;
    const isTold = served.from === 'merged' && served.changes.size === 0 && !isMended;
    if (isFirst) await onFirst(reading, served);
    else if (!isTold) await screen.changed(served, isMended, now() - startedAt);
    if (served.refused.size > 0) await screen.refused(served.refused);
  };
  const untilQuiet = async (): Promise<void> => {
    try {
      while (isWanted) {
        isWanted = false;
        await once();
      }
    } finally {
      running = null;
    }
  };
  const look = (): Promise<void> => {
    isWanted = true;
    running ??= untilQuiet();
    return running;
  };
  return {
    look,
    lookAgain() {
      lastTexts = '';
      return look();
    },
    hasFailed: () => failure !== null,
  };
}
