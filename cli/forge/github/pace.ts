/** How fast GitHub is asked, in the place of the limiters that octokit's throttling brings along. */

/** What the throttling plugin calls of a limiter. */
export interface Limiter {
  key(): {
    schedule<Args extends readonly unknown[], Result>(
      options: unknown,
      work: (...args: Args) => PromiseLike<Result>,
      ...args: Args
    ): Promise<Result>;
  };
}

/** Octokit's own lets a second pass between any two writes: opening one request would take four. */
const WRITES_AT_ONCE = 20;
/** GitHub takes some 80 changes in a minute before it calls that abuse. */
const WRITES_A_SECOND = 1;

/** Lets 20 writes through at once, and from then on one a second. */
export function createWritePace(secondMs: number): Limiter {
  let tokens = WRITES_AT_ONCE;
  let filledAt = performance.now();
  let turn: Promise<void> = Promise.resolve();
  const takeToken = async (): Promise<void> => {
    const now = performance.now();
    tokens = Math.min(WRITES_AT_ONCE, tokens + ((now - filledAt) / secondMs) * WRITES_A_SECOND);
    filledAt = now;
    tokens -= 1;
    if (tokens < 0) await new Promise((resolve) => setTimeout(resolve, (-tokens * secondMs) / WRITES_A_SECOND));
  };
  return {
    key: () => ({
      schedule: async (_options, work, ...args) => {
        turn = turn.then(takeToken);
        await turn;
        return work(...args);
      },
    }),
  };
}

/** Lets so many requests run at one time. */
export function createGate(size: number): Limiter {
  let running = 0;
  const waiting: (() => void)[] = [];
  return {
    key: () => ({
      schedule: async (_options, work, ...args) => {
        while (running >= size) await new Promise<void>((resolve) => waiting.push(resolve));
        running += 1;
        try {
          return await work(...args);
        } finally {
          running -= 1;
          waiting.shift()?.();
        }
      },
    }),
  };
}
