import { vi } from 'vitest';

/** Time that a test moves. Made for a hundred thousand timers: those of common libraries look at all of them for each that fires. */
export interface VirtualTime {
  now(): number;
  /** Lets so much time pass, in ms, in steps; in each, everything happens that only waits for its turn. */
  pass(ms: number): Promise<void>;
  /** Gives the real time back. */
  end(): void;
}

interface Timer {
  readonly run: () => void;
  readonly step: number;
  unref(): Timer;
}

const immediately = setImmediate;

/** Takes the place of timers and of `Date.now`. @param stepMs how exact it is. */
export function startVirtualTime(stepMs: number): VirtualTime {
  const timers = new Map<number, Set<Timer>>();
  let step = 0;
  const now = (): number => step * stepMs;
  vi.spyOn(Date, 'now').mockImplementation(now);
  vi.stubGlobal('setTimeout', (run: (...given: unknown[]) => void, ms = 0, ...given: unknown[]): Timer => {
    const at = step + Math.max(1, Math.ceil(ms / stepMs));
    const timer: Timer = { run: () => run(...given), step: at, unref: () => timer };
    const due = timers.get(at) ?? new Set();
    timers.set(at, due.add(timer));
    return timer;
  });
  vi.stubGlobal('clearTimeout', (timer: Timer | undefined) => {
    if (timer !== undefined) timers.get(timer.step)?.delete(timer);
  });
  return {
    now,
    async pass(ms) {
      await new Promise((resolve) => immediately(resolve));
      for (const last = step + Math.ceil(ms / stepMs); step < last; ) {
        step += 1;
        for (const { run } of timers.get(step) ?? []) run();
        timers.delete(step);
        await new Promise((resolve) => immediately(resolve));
      }
    },
    end() {
      vi.unstubAllGlobals();
      vi.restoreAllMocks();
    },
  };
}
