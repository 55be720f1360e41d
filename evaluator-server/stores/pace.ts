/** Something that is called as often as anybody likes, and done only so often. */
export interface Paced {
  /** Does it at once when it was not done lately, else as soon as it may be; every call is followed by one. */
  call(): void;
  stop(): void;
}

/**
 * @param leastMs between two times that it is done.
 * Timers do not keep the process alive.
 */
export function pace(work: () => void, leastMs: number): Paced {
  let timer: NodeJS.Timeout | null = null;
  let isWanted = false;

  const run = (): void => {
    isWanted = false;
    timer = setTimeout(() => {
      timer = null;
      if (isWanted) run();
    }, leastMs);
    timer.unref();
    work();
  };

  return {
    call() {
      isWanted = true;
      if (timer === null) run();
    },
    stop() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      isWanted = false;
    },
  };
}
