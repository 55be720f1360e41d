import type { ConditionNode } from './condition-node.ts';
import type { Evaluation, Failed, Served } from './evaluation.ts';
import type { HashState } from './murmur3.ts';
import type { Flag } from './snapshot.ts';

/** Another system's hash: the bucket of a unit behind a salt, in [0, 100000). */
export type HashFunction = (salt: string, unit: string) => number;

export interface PreparedRollout {
  /** The number of its unit in the scope. */
  readonly unit: number;
  readonly salt: string;
  readonly saltState: HashState;
  readonly hashName: string | null;
  /** null: FlagForge's own. */
  readonly hash: HashFunction | null;
  /** Exclusive upper ends of each share, ascending, in thousandths; the last is 100000. */
  readonly ends: readonly number[];
  readonly results: readonly Served[];
  /** What it gives where its unit is missing; null: nothing. Only packed flags have one, as the slot of their group. */
  readonly missing: Served | null;
  /** The only result, when one variant has everything: needs no unit. */
  readonly whole: Served | null;
}

/** Exactly one of the two is there; neither when the rollout's hash is one that this engine does not have. */
export interface PreparedOutcome {
  readonly result: Served | null;
  readonly rollout: PreparedRollout | null;
}

export interface PreparedRule {
  readonly number: number;
  readonly name: string | null;
  /** null: it holds what this engine does not know, and never matches. */
  readonly condition: ConditionNode | null;
  readonly outcome: PreparedOutcome;
}

export interface PreparedTargets {
  /** Null-prototype: unit text -> the number of its result. */
  readonly units: Record<string, number>;
  readonly results: readonly Served[];
}

/** What an environment says of a flag during one stretch of its schedule. */
export interface PreparedState {
  readonly isEnabled: boolean;
  readonly targets: PreparedTargets | null;
  readonly rules: readonly PreparedRule[];
  readonly fallback: PreparedOutcome;
}

export interface PreparedSlot {
  readonly group: string;
  readonly unit: number;
  readonly saltState: HashState;
  /** Half-open range of buckets. */
  readonly from: number;
  readonly to: number;
}

export interface PreparedRequirement {
  readonly key: string;
  readonly variant: string;
  /** null: no such flag in the snapshot. */
  flag: PreparedFlag | null;
}

/** What a flag can answer, made once. */
export interface FlagBody {
  readonly killed: Served;
  readonly disabled: Served;
  readonly prerequisiteFailed: Served;
  readonly groupExcluded: Served;
  readonly targetingKeyMissing: Failed;
  readonly unknownDefault: Failed;
  /** Null-prototype: variant name -> result. */
  readonly overrides: Record<string, Served>;
  /** Ascending epoch ms at which states[1], states[2]... begin. */
  readonly starts: readonly number[];
  readonly states: readonly PreparedState[];
}

export interface PreparedFlag {
  readonly key: string;
  readonly source: Flag;
  /** The answer when the flag cannot be evaluated: its entry is malformed, or it stands on or above a cycle. */
  failure: Failed | null;
  /** null when the entry is malformed. */
  readonly body: FlagBody | null;
  isKilled: boolean;
  isKilledByOverlay: boolean;
  /** The answer when it depends neither on context nor on time; evaluated once. */
  constant: Evaluation | null;
  readonly requires: readonly PreparedRequirement[];
  slot: PreparedSlot | null;
  /** How many flags stand below it at most, as prerequisites. */
  depth: number;
  /** All flags at every MAX_NESTING-th depth, ascending (as for segments). */
  readonly landings: readonly PreparedFlag[];
  /** Whether others require it: its answer is then remembered for the scope that asked. */
  isRequired: boolean;
  stamp: number;
  answer: Evaluation | null;
}
