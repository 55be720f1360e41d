/** Work that is done again and again, never twice at a time. */
export interface Loop {
  /** Does the work at once, or once more after the one under way. */
  wake(): void;
  /** Resolves when the work under way, the first one included, is over. */
  settled(): Promise<void>;
  /** Nothing more is begun; resolves when the work under way is over. */
  close(): Promise<void>;
}

/**
 * Begins at once.
 * @param work never rejects; answers how many ms to wait until the next time.
 * Timers do not keep the process alive.
 */
export function startLoop(work: () => Promise<number>): Loop {
  let isClosed = false;
  let isWanted = false;
  let isRunning = false;
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  const run = async (): Promise<void> => {
    let waitMs = 0;
    do {
      isWanted = false;
      waitMs = await work();
    } while (isWanted && !isClosed);
    isRunning = false;
    if (isClosed) return;
    timer = setTimeout(wake, waitMs);
    timer.unref();
  };
  const wake = (): void => {
    if (isClosed) return;
    isWanted = true;
    clearTimeout(timer);
    if (isRunning) return;
    isRunning = true;
    running = run();
  };

  wake();
  return {
    wake,
    settled: () => running,
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await running;
    },
  };
}

/** Between three fifths of a time and all of it, so that many processes do not ask at the same moment. */
export function jittered(ms: number): number {
  return ms * (0.6 + 0.4 * Math.random());
}

const FIRST_RETRY_MS = 100;
/** With the limit of a look, 3 s, it keeps the promise that a store which is back is read within 5 s. */
const LONGEST_RETRY_MS = 2_000;

/** How long to wait after the nth failure in a row (from 1): anything up to a limit that doubles (full jitter). */
export function retryDelay(failures: number): number {
  return Math.random() * Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures, 10));
}
