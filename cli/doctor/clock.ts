import { amiss, type Check, good } from './check.ts';

/** Schedules take effect by the clock of each evaluator: so far they may be apart. */
const MAX_SKEW_MS = 2_000;

/**
 * Compares a clock with this machine's.
 * @param theirs UTC epoch ms. @param ours when it was asked. @param slackMs how old the answer may be.
 */
export function checkClock(whose: string, theirs: number, ours: number, slackMs = 0): Check {
  const skew = theirs - ours;
  const isFine = skew <= MAX_SKEW_MS && skew >= -(MAX_SKEW_MS + slackMs);
  if (isFine) return good('clocks', 'clock', `the clock of ${whose} agrees with this machine's`);
  const seconds = Math.round(Math.abs(skew) / 1_000);
  return amiss(
    'clocks',
    'clock',
    'bad',
    `the clock of ${whose} is ${seconds} s ${skew > 0 ? 'ahead of' : 'behind'} this machine's`,
    'let both follow NTP: schedules take effect by these clocks',
  );
}
