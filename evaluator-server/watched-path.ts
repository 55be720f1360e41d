import { type FSWatcher, watch } from 'node:fs';

/** How often the path is looked at although nothing was announced: network drives announce nothing. */
const POLL_MS = 5_000;
/** One save raises several announcements; they are answered together. */
const SETTLE_MS = 20;

/** Something that is looked at again and again until it is closed. */
export interface WatchedPath {
  /** Resolves when the look under way, the first one included, is over. */
  settled(): Promise<void>;
  /** Ends the watch and waits for a look under way. */
  close(): Promise<void>;
}

/**
 * Calls `look` now, soon after something changed in `folder`, and every 5 seconds in any case; never twice at a time.
 * `look` must not reject. A folder that cannot be watched is polled only. Timers do not keep the process alive.
 */
export function watchPath(folder: string, look: () => Promise<void>): WatchedPath {
  let closed = false;
  let isLooking = false;
  let isWanted = false;
  let running: Promise<void> = Promise.resolve();
  let settle: NodeJS.Timeout | null = null;

  const lookUntilQuiet = async (): Promise<void> => {
    isLooking = true;
    while (isWanted && !closed) {
      isWanted = false;
      await look();
    }
    isLooking = false;
  };
  const want = (): void => {
    settle = null;
    isWanted = true;
    if (!isLooking && !closed) running = lookUntilQuiet();
  };
  const announce = (): void => {
    if (settle !== null || closed) return;
    settle = setTimeout(want, SETTLE_MS);
    settle.unref();
  };

  let watcher: FSWatcher | null = null;
  try {
    watcher = watch(folder, { persistent: false }, announce);
    watcher.on('error', () => watcher?.close());
  } catch {
    watcher = null;
  }
  const poll = setInterval(want, POLL_MS);
  poll.unref();
  want();

  return {
    settled: () => running,
    async close() {
      closed = true;
      watcher?.close();
      clearInterval(poll);
      if (settle !== null) clearTimeout(settle);
      await running;
    },
  };
}
