import type { Flag } from '@flagforge/sdk/engine';

/** Whether a flag serves its off variant to everyone, whatever the time, before any kill is laid over it. */
export function isAlwaysOff({ killed, enabled, schedule }: Flag): boolean {
  return killed === true || (enabled !== true && schedule?.some(({ set }) => set.enabled === true) !== true);
}
