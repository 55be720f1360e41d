/** Long work in short slices, so that evaluations are answered in between. */
export interface Slices {
  /** Does the work, a step at a time, in turns with what was begun before. A step must be short: it is never cut. */
  run(work: Iterator<unknown>): void;
  /** Forgets what is left. */
  close(): void;
}

/** How long a slice may take, in ms: what waits for it must not notice. */
const SLICE_MS = 8;

/**
 * @param onError what a step threw: the work it belongs to is given up, the rest goes on.
 * @param sliceMs how long a slice may take, in ms; 0: each step is one.
 */
export function createSlices(onError: (error: unknown) => void, sliceMs = SLICE_MS): Slices {
  const waiting: Iterator<unknown>[] = [];
  let isRunning = false;

  const slice = (): void => {
    const end = performance.now() + sliceMs;
    for (let work = waiting[0]; work !== undefined; work = waiting[0]) {
      try {
        while (work.next().done !== true) {
          if (performance.now() < end) continue;
          // The next slice is another one's: an environment of many streams does not hold up the others.
          waiting.push(...waiting.splice(0, 1));
          setImmediate(slice);
          return;
        }
      } catch (error) {
        onError(error);
      }
      waiting.shift();
    }
    isRunning = false;
  };

  return {
    run(work) {
      waiting.push(work);
      if (isRunning) return;
      isRunning = true;
      slice();
    },
    close() {
      waiting.length = 0;
    },
  };
}
