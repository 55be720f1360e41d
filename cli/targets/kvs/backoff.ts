/** What waiting is done with. */
export interface Pauses {
  sleep(ms: number): Promise<void>;
  /** In [0, 1). */
  random(): number;
}

const FIRST_MS = 50;
const MOST_MS = 2_000;

/**
 * How long to wait before trying again: up to twice as long each time, any part of it, so that two that met do not meet again.
 * @param attempt from 1.
 * @param random in [0, 1).
 */
export function backoffMs(attempt: number, random: number): number {
  return Math.ceil(Math.min(MOST_MS, FIRST_MS * 2 ** attempt) * random);
}

/** The machine's clock, and chance. */
export const MACHINE_PAUSES: Pauses = {
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: Math.random,
};
