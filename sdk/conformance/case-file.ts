import type { Automaton, Condition, Flag, Group, Json, Overlay, Path, Segment } from '../engine/snapshot.ts';

/**
 * The part of a snapshot that cases write. What is left out: `unit` `["userId"]`, `overrides` `denied`, no
 * instants, flags, segments, groups and overlays. The runner adds the envelope (organisation, hashes, ...).
 */
export interface CaseSnapshot {
  readonly format?: number;
  readonly unit?: Path;
  readonly overrides?: 'allowed' | 'denied';
  readonly instants?: readonly number[];
  readonly flags?: readonly Flag[];
  readonly segments?: readonly Segment[];
  readonly groups?: readonly Group[];
  readonly overlays?: readonly Overlay[];
}

/** What an answer must be: exactly these fields, and no other one of these four. */
export interface Expectation {
  readonly value?: Json;
  readonly variant?: string;
  readonly reason: string;
  readonly rule?: string;
  readonly errorCode?: string;
}

/** One evaluation. `now` is UTC epoch milliseconds, 0 when left out. */
export interface EvaluationCase {
  readonly name: string;
  readonly flag: string;
  readonly context: Json;
  readonly now?: number;
  readonly overrides?: Json;
  readonly expect: Expectation;
  /** The answer's reason in OpenFeature's words, for runtimes that map it. */
  readonly openFeature?: string;
}

/** One condition and whether it holds; `never`: neither it nor its negation does, for it is unknown. */
export interface ConditionCase {
  readonly name: string;
  readonly if: Condition;
  readonly context: Json;
  readonly now?: number;
  readonly expect: boolean | 'never';
}

/** One pattern and the texts in which it is and is not found. */
export interface PatternCase {
  readonly pattern: string;
  readonly lower?: true;
  readonly automaton: Automaton;
  readonly found: readonly string[];
  readonly notFound: readonly string[];
}

/** One unit and the bucket that a salt gives it; `hash` is that of `salt:unit`. */
export interface BucketCase {
  readonly salt: string;
  readonly unit: string;
  readonly hash: number;
  readonly bucket: number;
}

/** The cases that share a snapshot. A group has one kind of cases. */
export interface CaseGroup {
  readonly description: string;
  readonly snapshot?: CaseSnapshot;
  readonly cases?: readonly EvaluationCase[];
  readonly conditions?: readonly ConditionCase[];
  readonly patterns?: readonly PatternCase[];
  readonly buckets?: readonly BucketCase[];
  /** Texts and their murmur3_x86_32 with seed 0 over UTF-8. */
  readonly hashes?: readonly (readonly [text: string, hash: number])[];
}

/** One file of `sdk/conformance`. */
export interface CaseFile {
  readonly description: string;
  readonly groups: readonly CaseGroup[];
}
