/** One timer for the instants of all environments. */
export interface Waker {
  /** Looks anew at when to wake. */
  set(): void;
  stop(): void;
}

/** The longest delay, in ms: how long a clock that was changed may stay unnoticed. A timer takes 2^31 - 1 at most. */
const LONGEST_MS = 60_000;

export interface WakerOptions {
  /** UTC epoch ms. */
  readonly clock: () => number;
  /** When to wake, UTC epoch ms; Infinity: nothing is to come. */
  readonly next: () => number;
  readonly wake: () => void;
}

/**
 * Timers count time that passes, and instants are told by the clock, which may be set, forward and back: so it wakes at least once
 * a minute, whether or not anything is to come.
 */
export function createWaker({ clock, next, wake }: WakerOptions): Waker {
  let timer: NodeJS.Timeout | null = null;

  const stop = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };

  const set = (): void => {
    stop();
    timer = setTimeout(
      () => {
        wake();
        set();
      },
      Math.min(LONGEST_MS, Math.max(1, next() - clock())),
    );
    timer.unref();
  };

  return { set, stop };
}
