/** Work that a command stopped waiting for, and that cannot be stopped: a request to a host that does not answer. */

let isAbandoned = false;

/** The command's answer is complete; `bin.ts` then ends the process rather than wait for that work. */
export function abandonWork(): void {
  isAbandoned = true;
}

export const hasAbandonedWork = (): boolean => isAbandoned;
