import type { Flag, FlagType } from '@flagforge/sdk/engine';
import type { FlagSource } from 'flagforge/compile';

/** How a flag stands in an environment, in short. */
export interface FlagStatus {
  readonly enabled: boolean;
  /** `file`: by its file; `emergency`: by a kill that lies over what is published. */
  readonly killed: 'no' | 'file' | 'emergency';
  /** Counts, and what everybody else gets: `on`, `rollout on 10 %, off 90 %`. */
  readonly targets: number;
  readonly rules: number;
  readonly default: string;
  /** Steps of its schedule that are still to come. */
  readonly scheduled: number;
  /** Whether anybody may get more than the off variant now. */
  readonly isServing: boolean;
  /** The share of all units that get more than the off variant, 0 to 1; null: rules or targets decide, or a group. */
  readonly share: number | null;
  /** The share of everybody else, whom no target or rule takes, that gets more than the off variant, 0 to 1. */
  readonly restShare: number;
  /** How many variants everybody else is split over; 1: they all get the same. */
  readonly ways: number;
  /** When its schedule changes it next, ISO 8601; null: it does not. */
  readonly nextStep: string | null;
  /** All of it in a few words: `off`, `on`, `2 rules, then rollout on 10 %, off 90 %`. */
  readonly summary: string;
}

/**
 * Stale: evidence that the flag can go. Active: not stale, and some environment serves more than the off variant.
 * Inactive: the rest. @see contract 10
 */
export interface FlagStateJson {
  readonly kind: 'active' | 'inactive' | 'stale';
  /** Why, in a few words each: `expired 30 Sep 2026`, `off everywhere`. Never empty. */
  readonly reasons: readonly string[];
}

export interface LastChangeJson {
  readonly commit: string;
  readonly author: string;
  /** The first line of its message. */
  readonly subject: string;
  /** ISO 8601. */
  readonly at: string;
}

/** A flag of the base branch in a list. */
export interface FlagRowJson {
  readonly key: string;
  readonly file: string;
  readonly description: string | null;
  readonly type: FlagType;
  readonly owner: string | null;
  readonly tags: readonly string[];
  readonly kind: 'temporary' | 'permanent' | null;
  /** `YYYY-MM-DD` */
  readonly expires: string | null;
  readonly client: boolean;
  readonly killable: boolean;
  readonly archived: boolean;
  readonly state: FlagStateJson;
  /** By name; environments that the flag's file does not name are missing. */
  readonly environments: Readonly<Record<string, FlagStatus>>;
  readonly lastChange: LastChangeJson | null;
}

export interface FlagListJson {
  readonly commit: string;
  /** How many match, on all pages. */
  readonly total: number;
  readonly flags: readonly FlagRowJson[];
  /** The key to go on after; null: this is the last page. */
  readonly next: string | null;
}

export interface FlagUsesJson {
  readonly requires: readonly { readonly flag: string; readonly variant: string }[];
  readonly requiredBy: readonly string[];
  readonly segments: readonly string[];
  readonly groups: readonly string[];
  /** The same as `requires`, with whom each shows that variant now, by environment; without those that do not have it. */
  readonly prerequisites: readonly {
    readonly flag: string;
    readonly variant: string;
    readonly environments: Readonly<Record<string, PrerequisiteStanding>>;
  }[];
  /** Its slots in groups, in thousandths of a percent: from `from` on, before `to`. `unit` as conditions write it. */
  readonly slots: readonly {
    readonly group: string;
    readonly unit: string;
    readonly from: number;
    readonly to: number;
  }[];
  /** Tests of its own file of tests; null: it has none. */
  readonly tests: { readonly file: string; readonly count: number } | null;
}

/** Whom a required flag shows the variant that is required, as far as its own rules say. */
export type PrerequisiteStanding = 'everybody' | 'somebody' | 'nobody';

/** One flag, whole. */
export interface FlagJson extends FlagRowJson {
  readonly commit: string;
  /** What targets name, and what rollouts hash that name nothing else. */
  readonly unit: readonly string[];
  /** The text of its file. */
  readonly source: string;
  readonly model: FlagSource;
  /** Environment -> as evaluators have it; null: the environment does not have it. */
  readonly compiled: Readonly<Record<string, Flag | null>>;
  readonly uses: FlagUsesJson;
}
