import { isObject, readJsonObject } from '../http/json-object.ts';
import type { Problem } from '../http/problem.ts';
import { MINUTES } from './grains.ts';
import type { UsageCount } from './usage-store.ts';

/** A report as it was sent; its flags and variants may not exist. */
export interface SentReport {
  readonly id: string | null;
  /** UTC epoch ms, not later than now and not earlier than minutes are kept. */
  readonly at: number;
  /** What is 0 is left out. */
  readonly counts: readonly UsageCount[];
}

/** Largest number of one variant: a thousand times what a process evaluates in an hour, and far from any overflow. */
const MOST_EVALUATIONS = 1_000_000_000_000;
/** How many numbers a report has at most, so that one is written to Redis in a few ms. */
const MOST_COUNTS = 2_000;

const ID = /^[A-Za-z0-9_-]{1,64}$/;

function refuse(detail: string): { readonly problem: Problem } {
  return { problem: { status: 400, code: 'parse_error', detail } };
}

function isInstant(value: unknown): value is number | undefined {
  return value === undefined || (typeof value === 'number' && Number.isFinite(value));
}

/**
 * When a report was counted: the middle of its time, since it goes into one minute whole. Clocks of clients are wrong by
 * hours, so that what they say is believed only as far as it can be true and be read.
 */
function instantOf(from: number | undefined, to: number | undefined, now: number): number {
  const last = to ?? from ?? now;
  const middle = ((from ?? last) + last) / 2;
  return Math.min(now, Math.max(now - MINUTES.keepMs, middle));
}

/**
 * Reads `{id?, from?, to?, counts: {flagKey: {variant: n}}}`; `from` and `to` are UTC epoch ms, the empty variant stands
 * for evaluations that gave none. A report with any mistake is refused whole. Never throws.
 */
export function parseReport(
  body: Buffer,
  now: number,
): { readonly report: SentReport } | { readonly problem: Problem } {
  const parsed = readJsonObject(body);
  if (typeof parsed === 'string') return refuse(parsed);
  const { id = null, from, to, counts } = parsed;
  if (id !== null && (typeof id !== 'string' || !ID.test(id)))
    return refuse('"id" must have 1 to 64 letters, digits, "_" or "-".');
  if (!isInstant(from) || !isInstant(to)) return refuse('"from" and "to" must be numbers: UTC epoch milliseconds.');
  if (!isObject(counts)) return refuse('"counts" must be an object of numbers by variant, by flag key.');
  const found: UsageCount[] = [];
  let numbers = 0;
  for (const flagKey of Object.keys(counts)) {
    const variants = counts[flagKey];
    if (!isObject(variants)) return refuse('"counts" must have an object of numbers by variant for each flag.');
    for (const variant of Object.keys(variants)) {
      const n = variants[variant];
      if (typeof n !== 'number' || !Number.isInteger(n) || n < 0 || n > MOST_EVALUATIONS)
        return refuse(`Each number in "counts" must be a whole one from 0 to ${MOST_EVALUATIONS}.`);
      numbers += 1;
      if (numbers > MOST_COUNTS) return refuse(`"counts" has more than ${MOST_COUNTS} numbers; send several reports.`);
      if (n > 0) found.push({ flagKey, variant, n });
    }
  }
  return { report: { id, at: instantOf(from, to, now), counts: found } };
}
