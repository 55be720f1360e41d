import type { Pauses } from '../backoff.ts';

/** Waits no time, and remembers how long it would have waited. */
export function testPauses(): Pauses & { readonly slept: number[] } {
  const slept: number[] = [];
  return {
    slept,
    random: () => 0.5,
    async sleep(ms) {
      slept.push(ms);
    },
  };
}
