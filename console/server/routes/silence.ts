/** Since when flags are silent, from counts by the hour. Pure: what is not known is never taken for silence. */
import type { FlagCounts, UsageHours } from 'flagforge/targets';

const HOUR_MS = 3_600_000;
/** So long without any count may be three quiet days; longer, and counting itself may have stopped. */
const QUIET_HOURS = 96;

/** Whether anything was counted in each hour, oldest first. */
function hoursCounted(counts: readonly FlagCounts[], { hours }: UsageHours): readonly boolean[] {
  const counted = new Array<boolean>(hours).fill(false);
  for (const { server, reported, client } of counts)
    for (const variants of [server, reported, client])
      for (const points of variants.values())
        points.forEach((count, hour) => {
          if (count > 0) counted[hour] = true;
        });
  return counted;
}

/**
 * Since when counting went on without a break, UTC epoch ms; null: it does not now.
 * @param counts of flags that are evaluated all the time.
 */
export function countingSince(counts: readonly FlagCounts[], window: UsageHours): number | null {
  const counted = hoursCounted(counts, window);
  let since: number | null = null;
  let quiet = 0;
  for (let hour = counted.length - 1; hour >= 0 && quiet <= QUIET_HOURS; hour -= 1) {
    quiet = counted[hour] === true ? 0 : quiet + 1;
    if (counted[hour] === true) since = hour;
  }
  return since === null ? null : window.from + since * HOUR_MS;
}

/** When a flag was counted last, to the hour, UTC epoch ms; null: never in these hours. @param counts one for each environment */
export function lastCounted(counts: readonly FlagCounts[], window: UsageHours): number | null {
  const last = hoursCounted(counts, window).lastIndexOf(true);
  return last < 0 ? null : window.from + last * HOUR_MS;
}
