import type { Environments } from './environments.ts';

/** Waits for a version that somebody knows of already. */
export interface VersionWait {
  /**
   * Calls back once the environment serves this version or a newer one, or after the longest wait, or at once where
   * too many wait: whoever waits goes on with what there is then. Called once; not before this returns.
   */
  until(environment: string, version: number, done: () => void): void;
}

export interface VersionWaitOptions {
  readonly environments: Environments;
  /** In ms. A change reaches all evaluators within a second. */
  readonly longestMs: number;
  /** How many may wait at once. */
  readonly most: number;
}

interface Waiter {
  readonly environment: string;
  readonly version: number;
  readonly go: () => void;
}

export function createVersionWait({ environments, longestMs, most }: VersionWaitOptions): VersionWait {
  const waiting = new Set<Waiter>();
  environments.subscribe(({ after }) => {
    for (const waiter of waiting) {
      if (waiter.environment === after.environment && waiter.version <= after.version) waiter.go();
    }
  });
  return {
    until(environment, version, done) {
      if (waiting.size >= most) {
        queueMicrotask(done);
        return;
      }
      const timer = setTimeout(() => waiter.go(), longestMs);
      // A server that ends does not wait for it.
      timer.unref();
      const waiter: Waiter = {
        environment,
        version,
        go() {
          clearTimeout(timer);
          // Not in the middle of a change, which has others to be told.
          if (waiting.delete(waiter)) setImmediate(done);
        },
      };
      waiting.add(waiter);
    },
  };
}
