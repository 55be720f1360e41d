import type { OneVariant } from './one-variant.ts';

/** What is known of a flag that tells whether it can go. */
export interface StaleEvidence {
  readonly kind: 'temporary' | 'permanent' | null;
  /** `YYYY-MM-DD`, as written. */
  readonly expires: string | null;
  readonly oneVariant: OneVariant | null;
  readonly usage: UsageEvidence | null;
}

/** How a flag was evaluated, where that is counted; null in its place: it is not, or nobody could be asked. */
export interface UsageEvidence {
  /** When counting began for this flag, UTC epoch ms: before that nobody knows. */
  readonly countedFrom: number;
  /** When it was evaluated last, to the hour; null: not since counting began. */
  readonly lastAt: number | null;
}

/** Evidence that a flag can go. @see contract 10 */
export type StaleReason =
  | { readonly kind: 'expired'; readonly on: string }
  | { readonly kind: 'one-variant'; readonly variant: string; readonly isOff: boolean; readonly days: number }
  | { readonly kind: 'silent'; readonly days: number; readonly isNever: boolean };

const DAY_MS = 86_400_000;
/** So many days make evidence. */
const DAYS = 30;

/**
 * Why a flag can go; empty: nothing says so. Pure. A permanent flag is stale only when nobody evaluates it. The day that
 * `expires` names is its last one.
 */
export function staleReasons(evidence: StaleEvidence, now: number): readonly StaleReason[] {
  const { kind, expires, oneVariant, usage } = evidence;
  const reasons: StaleReason[] = [];
  const isPermanent = kind === 'permanent';
  if (!isPermanent && expires !== null && Date.parse(expires) + DAY_MS <= now)
    reasons.push({ kind: 'expired', on: expires });
  if (!isPermanent && oneVariant !== null && daysSince(oneVariant.since, now) >= DAYS) {
    const { variant, isOff, since } = oneVariant;
    reasons.push({ kind: 'one-variant', variant, isOff, days: daysSince(since, now) });
  }
  if (usage !== null) {
    const days = daysSince(usage.lastAt ?? usage.countedFrom, now);
    if (days >= DAYS) reasons.push({ kind: 'silent', days, isNever: usage.lastAt === null });
  }
  return reasons;
}

const daysSince = (at: number, now: number): number => Math.floor((now - at) / DAY_MS);
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2026-09-30` -> `30 Sep 2026`. Not by the host's own names of months: they differ between versions. */
function dayWords(day: string): string {
  const [year, month, date] = day.split('-');
  return `${Number(date)} ${MONTHS[Number(month) - 1] ?? ''} ${year}`;
}

/** `expired 30 Sep 2026`, `100 % on for 94 days`, `silent for 41 days`. */
export function staleSentence(reason: StaleReason): string {
  switch (reason.kind) {
    case 'expired':
      return `expired ${dayWords(reason.on)}`;
    case 'one-variant':
      return reason.isOff
        ? `off for everyone for ${reason.days} days`
        : `100 % ${reason.variant} for ${reason.days} days`;
    case 'silent':
      return reason.isNever ? `not evaluated in ${reason.days} days` : `silent for ${reason.days} days`;
    default:
      return reason satisfies never;
  }
}
