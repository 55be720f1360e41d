import type { ErrorCode, Reason } from './reasons.ts';
import type { Json } from './snapshot.ts';

/** A flag served a variant. Frozen, and shared by every evaluation with the same answer. */
export interface Served {
  readonly flagKey: string;
  readonly value: Json;
  readonly variant: string;
  readonly reason: Exclude<Reason, 'error'>;
  /** The rule that matched: its name, or its number from 1 as text. Only where a rule decided. */
  readonly rule?: string;
}

/** No value: the caller's own default is used. */
export interface Failed {
  readonly flagKey: string;
  readonly reason: 'error';
  readonly errorCode: ErrorCode;
}

/** The answer to one flag for one context. */
export type Evaluation = Served | Failed;

export function failed(flagKey: string, errorCode: ErrorCode): Failed {
  return Object.freeze({ flagKey, reason: 'error', errorCode });
}
