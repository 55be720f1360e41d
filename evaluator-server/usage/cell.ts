import { type Grain, spanStart } from './grains.ts';
import { USAGE_ORIGINS, type UsageOrigin } from './usage-store.ts';

/** One number of a bucket: which step, who counted, which variant. */
export interface Cell {
  /** From the span's start, 0 is the first. */
  readonly step: number;
  readonly origin: UsageOrigin;
  readonly variant: string;
}

const LETTERS: Readonly<Record<UsageOrigin, string>> = { server: 's', reported: 'r', client: 'c' };
/** The variant is last: it is the only part that may hold anything. */
const FIELD = /^(\d\d) (.) (.*)$/s;
const NUMBER = /^\d{1,19}$/;

/** `07 s on`: what a count is known by in its bucket. */
export function cellField(grain: Grain, at: number, origin: UsageOrigin, variant: string): string {
  const step = Math.floor((at - spanStart(grain, at)) / grain.stepMs);
  return `${step < 10 ? '0' : ''}${step} ${LETTERS[origin]} ${variant}`;
}

/** A cell by its name; null for what is none. */
export function parseCell(field: string): Cell | null {
  const [, step, letter, variant] = FIELD.exec(field) ?? [];
  const origin = USAGE_ORIGINS.find((each) => LETTERS[each] === letter);
  return step === undefined || variant === undefined || origin === undefined
    ? null
    : { step: Number(step), origin, variant };
}

/** A count as Redis holds it; 0 for what is none. Beyond 2^53 - 1 it stays there. */
export function parseCellNumber(text: string): number {
  return NUMBER.test(text) ? Math.min(Number(text), Number.MAX_SAFE_INTEGER) : 0;
}
