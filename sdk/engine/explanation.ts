import type { Evaluation } from './evaluation.ts';
import type { Reason } from './reasons.ts';
import type { Condition, Path } from './snapshot.ts';

/** How a rollout chose. Buckets and ends are integer thousandths of a percent; `to` is exclusive. */
export interface RolloutTrace {
  readonly unit: Path;
  /** null when the unit is missing. */
  readonly unitText: string | null;
  readonly salt: string;
  /** Another system's hash, or null for FlagForge's own. */
  readonly hash: string | null;
  /** null when it was not needed (one variant has everything) or not known (no unit). */
  readonly bucket: number | null;
  /** Whether a test gave the bucket instead of the hash. */
  readonly isForced: boolean;
  /** What the bucket fell on: null without a bucket. */
  readonly variant: string | null;
  readonly from: number;
  readonly to: number;
}

/** A condition, whether it held, and for a test of an attribute what it read. */
export interface ConditionTrace {
  readonly condition: Condition;
  readonly isTrue: boolean;
  /** The attribute as conditions see it; undefined when it is missing or the condition reads none. */
  readonly value: unknown;
  /** Its parts for and, or, not; for a segment the segment's own condition, when it has one. */
  readonly of: readonly ConditionTrace[];
}

/** One step of contract 4's order, as far as the evaluation came. */
export type ExplainStep =
  | { readonly step: 'override'; readonly variant: string; readonly isApplied: boolean }
  | { readonly step: 'killed'; readonly isKilled: boolean; readonly isOverlay: boolean }
  | {
      readonly step: 'enabled';
      readonly isEnabled: boolean;
      /** The schedule step in effect, from 1; 0 before the first. */
      readonly scheduleStep: number;
      /** Epoch ms at which that step began; null before the first. */
      readonly since: number | null;
      /** Epoch ms of the next step; null when none is left. */
      readonly next: number | null;
    }
  | {
      readonly step: 'requires';
      readonly flag: string;
      readonly variant: string;
      readonly served: string | null;
      readonly reason: Reason;
      readonly isMet: boolean;
    }
  | {
      readonly step: 'group';
      readonly group: string;
      readonly unit: Path;
      readonly unitText: string | null;
      readonly bucket: number | null;
      readonly from: number;
      readonly to: number;
      readonly isIn: boolean;
    }
  | { readonly step: 'targets'; readonly unitText: string | null; readonly variant: string | null }
  | {
      readonly step: 'rule';
      /** From 1. */
      readonly number: number;
      readonly name: string | null;
      /** Whether the condition held and, for a rollout, its unit was there: the rule decided. */
      readonly isMatch: boolean;
      /** null: this engine does not know something in the rule, so it never matches. */
      readonly condition: ConditionTrace | null;
      readonly rollout: RolloutTrace | null;
    }
  | { readonly step: 'default'; readonly rollout: RolloutTrace | null };

/** The answer and the path to it. */
export interface Explanation {
  readonly result: Evaluation;
  /** In order; ends with the step that decided. Empty when the flag or the context could not be used. */
  readonly steps: readonly ExplainStep[];
}
