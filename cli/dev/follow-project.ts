import type { Snapshot } from '@flagforge/sdk/engine';
import type { DevScreen } from './dev-screen.ts';
import { changesBetween, type Reading, type Unreadable } from './live-project.ts';

/** Where a good state goes to. */
export interface Stage {
  /** Makes keys for its environments and serves the snapshots. Called for every good state, the first one included. */
  serve(reading: Reading): Promise<void>;
}

/** Follows a project: each good state is served, a broken one is shown and the last good one stays. */
export interface Follower {
  /** Reads the project now; calls during a reading are answered by one more. Never rejects for what files hold. */
  look(): Promise<void>;
}

/**
 * @param onFirst called after the first good state is served.
 * @param now the wall clock, UTC epoch ms.
 */
export function createFollower(
  read: () => Promise<Reading | Unreadable>,
  stage: Stage,
  screen: DevScreen,
  onFirst: (reading: Reading) => Promise<void>,
  now: () => number,
): Follower {
  let served: ReadonlyMap<string, Snapshot> | null = null;
  let servedAt: number | null = null;
  let isBroken = false;
  let lastTexts = '';
  let isWanted = false;
  let running: Promise<void> | null = null;

  const once = async (): Promise<void> => {
    const startedAt = now();
    const reading = await read();
    // Editors touch files that they do not change, and temporary files come and go beside them.
    const texts =
      'problem' in reading
        ? `\0${reading.problem}`
        : reading.files.map(({ path, text, problem }) => `${path}\0${problem?.code ?? ''}\0${text}`).join('\0');
    if (texts === lastTexts) return;
    lastTexts = texts;
    if ('problem' in reading || reading.result.snapshots.size === 0) {
      isBroken = true;
      return screen.broken(reading, servedAt);
    }
    const { snapshots } = reading.result;
    const changes = served === null ? null : changesBetween(served, snapshots);
    await stage.serve(reading);
    served = snapshots;
    servedAt = now();
    const isMended = isBroken;
    isBroken = false;
    if (changes === null) return onFirst(reading);
    return screen.changed(changes, isMended, now() - startedAt);
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
  return {
    look() {
      isWanted = true;
      running ??= untilQuiet();
      return running;
    },
  };
}
