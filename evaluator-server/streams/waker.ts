/** One timer for the instants of all environments. */
export interface Waker {
  /** Looks anew at when to wake. */
  set(): void;
  stop(): void;
}

/** The longest delay that a timer takes, in ms; and how long a clock that was changed may stay unnoticed. */
const LONGEST_MS = 60_000;

export interface WakerOptions {
  /** UTC epoch ms. */
  readonly clock: () => number;
  /** When to wake, UTC epoch ms; Infinity: never. */
  readonly next: () => number;
  readonly wake: () => void;
}

/** Timers count time that passes, and instants are told by the clock, which may be set: so it looks at least once a minute. */
export function createWaker({ clock, next, wake }: WakerOptions): Waker {
  let timer: NodeJS.Timeout | null = null;

  const stop = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };

  const set = (): void => {
    const at = next();
    stop();
    if (at === Number.POSITIVE_INFINITY) return;
    timer = setTimeout(
      () => {
        if (clock() >= at) wake();
        set();
      },
      Math.min(LONGEST_MS, Math.max(1, at - clock())),
    );
    timer.unref();
  };

  return { set, stop };
}
