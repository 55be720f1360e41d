import type { Evaluation, Served } from './evaluation.ts';
import type {
  FlagBody,
  PreparedFlag,
  PreparedOutcome,
  PreparedRequirement,
  PreparedRule,
  PreparedSlot,
} from './prepared.ts';

/** Is told of each step of an evaluation, in order. It records, and decides nothing. */
export interface Tracer {
  killed(flag: PreparedFlag): void;
  enabled(body: FlagBody, stateNumber: number): void;
  requires(requirement: PreparedRequirement, answer: Evaluation | null, isMet: boolean): void;
  group(slot: PreparedSlot, bucket: number, isIn: boolean): void;
  targets(target: Served | undefined): void;
  rule(rule: PreparedRule, isTrue: boolean, result: Served | null, forcedBucket: number): void;
  fallback(fallback: PreparedOutcome, result: Served | null, forcedBucket: number): void;
}
