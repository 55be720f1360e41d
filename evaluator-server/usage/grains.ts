/**
 * How finely is counted. A bucket holds the counts of one flag over one span, each under the number of its step in
 * the span: so few and small buckets that a year-old flag is read in a few dozen commands, and Redis packs each.
 */
export interface Grain {
  readonly name: 'minutes' | 'hours';
  readonly stepMs: number;
  /** A bucket's; a whole number of steps, 100 at most. */
  readonly spanMs: number;
  /** How long a step can be read after it ended. */
  readonly keepMs: number;
  /** How much of the ISO text of a span's start names it. */
  readonly labelLength: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

export const MINUTES: Grain = {
  name: 'minutes',
  stepMs: MINUTE_MS,
  spanMs: HOUR_MS,
  keepMs: 2 * HOUR_MS,
  labelLength: '2026-01-01T00'.length,
};

/** The roll-up: it is written together with the minutes, so that nothing has to come by later to add them up. */
export const HOURS: Grain = {
  name: 'hours',
  stepMs: HOUR_MS,
  spanMs: DAY_MS,
  keepMs: 90 * DAY_MS,
  labelLength: '2026-01-01'.length,
};

export const GRAINS: readonly Grain[] = [MINUTES, HOURS];

/** When the span of an instant began; both are UTC epoch ms. */
export function spanStart({ spanMs }: Grain, at: number): number {
  return Math.floor(at / spanMs) * spanMs;
}

/** When the last step of this span may be forgotten. */
export function spanExpiry({ spanMs, keepMs }: Grain, start: number): number {
  return start + spanMs + keepMs;
}

/** The last label of each grain: nearly all counts are of the span that is now, and a date's text takes half their time. */
const lastLabels = new Map<Grain, { readonly start: number; readonly label: string }>();

function labelOf(grain: Grain, start: number): string {
  const last = lastLabels.get(grain);
  if (last?.start === start) return last.label;
  const label = `${grain.name}:${new Date(start).toISOString().slice(0, grain.labelLength)}`;
  lastLabels.set(grain, { start, label });
  return label;
}

/** `minutes:2026-11-01T10:new-checkout`, `hours:2026-11-01:new-checkout`. @param start of a span. */
export function bucketName(grain: Grain, start: number, flagKey: string): string {
  return `${labelOf(grain, start)}:${flagKey}`;
}
