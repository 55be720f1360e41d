import type { Connection } from './connection.ts';

/** Sends all streams away, spread over a time, so that those who take them in are not overrun. */
export interface Drain {
  /** Begins with those that are open now. @param overMs 0: all as soon as it goes. */
  start(overMs: number): void;
  stop(): void;
}

export interface DrainOptions {
  /** All open streams. */
  readonly all: () => readonly Connection[];
  readonly dismiss: (connection: Connection) => void;
}

const TICK_MS = 20;

/** How long one tick may hold everybody up, in ms. */
const SLICE_MS = 8;

export function createDrain({ all, dismiss }: DrainOptions): Drain {
  let timer: NodeJS.Timeout | null = null;

  const stop = (): void => {
    if (timer !== null) clearInterval(timer);
    timer = null;
  };

  return {
    start(overMs) {
      stop();
      // Nobody is admitted any more, so these are all.
      const leaving = all();
      const startedAt = performance.now();
      let gone = 0;
      timer = setInterval(() => {
        const began = performance.now();
        const share = overMs > 0 ? Math.min(1, (began - startedAt) / overMs) : 1;
        const due = Math.ceil(leaving.length * share);
        while (gone < due && performance.now() - began < SLICE_MS) {
          const connection = leaving[gone];
          gone += 1;
          if (connection !== undefined) dismiss(connection);
        }
        if (gone >= leaving.length) stop();
      }, TICK_MS);
      timer.unref();
    },
    stop,
  };
}
