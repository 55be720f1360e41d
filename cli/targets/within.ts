/** Something took longer than it may. */
export class TimeoutError extends Error {
  constructor(ms: number) {
    super(`nothing came back within ${(Math.round(ms / 100) / 10).toFixed(1)} s`);
    this.name = 'TimeoutError';
  }
}

/**
 * Waits for work, but no longer than this many milliseconds. The work itself goes on: stop it where that can be done.
 * @throws TimeoutError when it took longer.
 */
export async function within<Result>(work: Promise<Result>, ms: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimeoutError(ms)), ms);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
    // The loser of the race may still fail; nobody waits for it.
    work.catch(() => {});
  }
}
