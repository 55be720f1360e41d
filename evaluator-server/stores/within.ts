/** Something took longer than it may. */
export class TimeoutError extends Error {
  constructor(ms: number) {
    super(`nothing came back within ${ms} ms`);
    this.name = 'TimeoutError';
  }
}

/**
 * Waits for work, but no longer than this. The work itself goes on; its failure then goes unheard.
 * @throws TimeoutError
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
    work.catch(() => {});
  }
}

/** Waits for work that never rejects, but no longer than this. */
export async function atMost(work: Promise<void>, ms: number): Promise<void> {
  await within(work, ms).catch(() => {});
}
