/**
 * The snapshot: one environment compiled, as the compiler writes it and every engine reads it.
 *
 * What has an order is an array; object key order never carries meaning. Absent means the default named
 * beside the field, so that a snapshot stays small. Percentages are integer thousandths of a percent,
 * 0..100000. Times are UTC epoch milliseconds. Paths are arrays of own-property names, outermost first.
 *
 * @see .github/decisions/0002-snapshot-format.md
 */

/** The highest snapshot format this engine reads. A snapshot with a higher one is refused. */
export const SNAPSHOT_FORMAT = 1;

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Own-property names from the context's root, never empty: `company.plan` is `["company", "plan"]`. */
export type Path = readonly string[];

/** A literal with its type: plain JSON, or one of the typed forms that the engine parses once. */
export type Literal =
  | string
  | number
  | boolean
  | { readonly semver: string }
  | { readonly date: number }
  | { readonly cidr: string };

/** A test that reads one attribute. `lower` folds the attribute first (contract 3, `lower(x)`). */
interface AttributeTest {
  readonly path: Path;
  readonly lower?: true;
}

/** How an attribute, or now, stands to an ordered literal. */
export type OrderOperator = '<' | '<=' | '>' | '>=';

/**
 * A compiled condition. There are no negative operators: `a != b` is `not` of `==`.
 * `of` holds one condition for `not`, two or more for `and` and `or`.
 */
export type Condition =
  | { readonly op: 'and' | 'or' | 'not'; readonly of: readonly Condition[] }
  | { readonly op: 'segment'; readonly name: string }
  | { readonly op: 'present'; readonly path: Path }
  | (AttributeTest & { readonly op: '=='; readonly value: Literal })
  | {
      readonly op: OrderOperator;
      readonly path: Path;
      readonly value: number | { readonly semver: string } | { readonly date: number };
    }
  | { readonly op: 'now'; readonly order: OrderOperator; readonly at: number }
  | (AttributeTest & { readonly op: 'in'; readonly values: readonly Literal[] })
  | (AttributeTest & { readonly op: 'starts_with' | 'ends_with'; readonly value: string })
  | (AttributeTest & { readonly op: 'contains'; readonly value: string | number | boolean })
  | (AttributeTest & { readonly op: 'contains_any' | 'contains_all'; readonly values: readonly Literal[] })
  | (AttributeTest & { readonly op: 'matches'; readonly pattern: string; readonly automaton: Automaton });

/**
 * A deterministic automaton over code points that answers an unanchored search.
 *
 * `bounds[i]` is the first code point of interval i (bounds[0] = 0, ascending); `classes[i]` its class.
 * State 0 is the start. `next[state * classCount + class]` is the next state, -1 when no match is possible
 * any more. `found` lists (ascending) the states in which the search has succeeded whatever follows;
 * `atEnd` those in which it succeeds when the text ends there.
 */
export interface Automaton {
  readonly bounds: readonly number[];
  readonly classes: readonly number[];
  readonly classCount: number;
  readonly next: readonly number[];
  readonly found: readonly number[];
  readonly atEnd: readonly number[];
}

/** The shares of a rollout, in the order of the flag's variants, zeros left out; they total 100000. */
export interface Rollout {
  readonly unit: Path;
  readonly salt: string;
  /** Another system's hash, written by `import` only; without it FlagForge's own. */
  readonly hash?: string;
  readonly weights: readonly (readonly [variant: string, thousandths: number])[];
}

/** What a rule or a default gives: one variant, or a rollout. Exactly one of the two is there. */
export type Outcome = { readonly serve: string } | { readonly rollout: Rollout };

export type Rule = { readonly name?: string; readonly if: Condition } & Outcome;

/** Units by name for one variant; sorted by code unit, as their text. */
export interface Target {
  readonly variant: string;
  readonly units: readonly string[];
}

/** What an environment says of a flag. Absent: disabled, no targets, no rules, default = off variant. */
export interface EnvironmentState {
  readonly enabled?: boolean;
  readonly targets?: readonly Target[];
  readonly rules?: readonly Rule[];
  readonly default?: Outcome;
}

/** From `at` on (inclusive) the keys in `set` replace those of the state before, whole. */
export interface ScheduleStep {
  readonly at: number;
  readonly set: EnvironmentState;
}

export type FlagType = 'boolean' | 'string' | 'number' | 'json';

export interface Variant {
  readonly name: string;
  readonly value: Json;
}

export interface Prerequisite {
  readonly flag: string;
  readonly variant: string;
}

export interface Flag extends EnvironmentState {
  readonly key: string;
  readonly type: FlagType;
  /** True: client keys may see its result. Absent: false. */
  readonly client?: boolean;
  /** False: no break-glass kill. Absent: true. */
  readonly killable?: boolean;
  /** The global kill switch. Absent: false. */
  readonly killed?: boolean;
  readonly variants: readonly Variant[];
  readonly off: string;
  readonly requires?: readonly Prerequisite[];
  /** Ascending by `at`. */
  readonly schedule?: readonly ScheduleStep[];
}

/** A condition or list that rules share: exclude wins, then include, then `if` (absent: false). */
export interface Segment {
  readonly name: string;
  readonly if?: Condition;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
}

/** Flags that exclude one another. Slots take half-open ranges of the bucket space in their order. */
export interface Group {
  readonly name: string;
  readonly unit: Path;
  readonly slots: readonly { readonly flag: string; readonly percent: number }[];
}

/**
 * What lies over a snapshot without recompiling it, ascending by kind and flag. A kill makes its flag serve off. A hold
 * says that a rollback withdrew `commit` (served as `version`) and that publishing waits; it changes no answer.
 */
export type Overlay =
  | { readonly kind: 'kill'; readonly flag: string }
  | { readonly kind: 'hold'; readonly commit: string; readonly version: number };

/** The part that `contentHash` covers. */
export interface SnapshotContent {
  readonly format: number;
  readonly organization: string;
  readonly project: string;
  readonly environment: string;
  /** The project's default bucketing unit. */
  readonly unit: Path;
  readonly overrides: 'allowed' | 'denied';
  /** Every instant at which an answer may change with no publish: steps, and dates compared with now. Ascending, unique. */
  readonly instants: readonly number[];
  /** Ascending by key, archived flags left out. */
  readonly flags: readonly Flag[];
  /** Ascending by name; only those that the flags use. */
  readonly segments: readonly Segment[];
  readonly groups: readonly Group[];
}

export interface Snapshot extends SnapshotContent {
  /** What compiled it, e.g. `flagforge 0.1.0`. Not hashed. */
  readonly compiler: string;
  /** 0 until published; then grows by one with each publish, rollback, kill, revive, hold or release. */
  readonly version: number;
  /** The full commit id, or null when compiled from files that are not committed. */
  readonly commit: string | null;
  /** SHA-256, lower-case hex, of the RFC 8785 text of the content. */
  readonly contentHash: string;
  /** SHA-256, lower-case hex, of the RFC 8785 text of `{contentHash, overlays}`. */
  readonly hash: string;
  readonly overlays: readonly Overlay[];
  /** Ed25519 over `signedText`, base64, where the publisher has a key. Not hashed. */
  readonly signature?: string;
}
