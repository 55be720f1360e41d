import { type Grain, HOURS, MINUTES } from './grains.ts';

/** A stretch of time that ends now, in equal steps; the last one is not over. */
export interface UsageWindow {
  readonly grain: Grain;
  /** UTC epoch ms at which the first step begins. */
  readonly from: number;
  /** How many steps, > 0. */
  readonly steps: number;
}

const WINDOW = /^([1-9]\d{0,4})([mhd])$/;
const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Reads `30m`, `24h`, `30d`: by minute up to two hours, by hour up to ninety days. null for anything else, minutes
 * beyond two hours too.
 */
export function parseWindow(text: string, now: number): UsageWindow | null {
  const [, count, unit] = WINDOW.exec(text) ?? [];
  const unitMs = UNIT_MS[unit ?? ''];
  if (unitMs === undefined) return null;
  const length = Number(count) * unitMs;
  const grain = length <= MINUTES.keepMs ? MINUTES : HOURS;
  if (length > grain.keepMs || length % grain.stepMs !== 0 || (unit === 'm' && grain === HOURS)) return null;
  const steps = length / grain.stepMs;
  const from = Math.floor(now / grain.stepMs) * grain.stepMs - (steps - 1) * grain.stepMs;
  return { grain, from, steps };
}

/** When the step after the last one begins. */
export function windowEnd({ grain, from, steps }: UsageWindow): number {
  return from + steps * grain.stepMs;
}
