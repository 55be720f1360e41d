/** A copy of the truth that evaluators read: Redis, the bus of `dev`, KeyValueStore. */
import type { EvaluatorReport } from '@flagforge/sdk/snapshot';
import type { FlagCounts, UsageHours } from './usage-counts.ts';

export type { EvaluatorReport };

/** One environment of one project. */
export interface Place {
  readonly organization: string;
  readonly project: string;
  readonly environment: string;
}

export type DocumentKind = 'snapshot' | 'keys';

/** What a target holds of a place: the snapshot, or the hashes of its API keys. */
export interface TargetDocument {
  readonly place: Place;
  readonly kind: DocumentKind;
  /** Grows by one with each change of this kind in this place. */
  readonly version: number;
  /** The snapshot's `hash`; for keys the SHA-256 of `body`, lower-case hex. */
  readonly hash: string;
  readonly body: string;
}

/** What a target says it holds; `hash` is worked out from the body that it really holds, `digest` = SHA-256 of it. */
export interface HeldDocument {
  readonly version: number;
  readonly hash: string;
  readonly digest: string;
}

/** `written`: it took it. `held`: it had exactly this. `ahead`: it has a newer or a different one of that version, and kept it. */
export type Offer =
  | {
      readonly outcome: 'written' | 'held';
      /** What there is to say of it, such as `2 keys, switched`. */
      readonly note?: string;
    }
  | { readonly outcome: 'ahead'; readonly version: number; readonly hash: string };

/** How full a target is. */
export interface TargetFill {
  readonly items: number;
  /** Of all keys and values. */
  readonly bytes: number;
  readonly limitBytes: number;
}

export interface Target {
  readonly name: 'redis' | 'edge' | 'bus';
  /** Where it is, for messages. Never a password. */
  readonly address: string;
  /** Sets the document if it is newer than what is held, in one atomic step, and rings the bell. */
  offer(document: TargetDocument): Promise<Offer>;
  /**
   * What is held, read back and digested; null: nothing.
   * @param expected what should be there: bytes with its digest are it, and need not be parsed to know their hash.
   */
  read(place: Place, kind: DocumentKind, expected?: HeldDocument): Promise<HeldDocument | null>;
  /** The evaluators that reported within the last 30 s, ascending by id. Empty where they cannot report. */
  evaluators(place: Place): Promise<readonly EvaluatorReport[]>;
  /**
   * How often flags were evaluated, as far as evaluators counted it here; each that is asked for has an entry. Missing:
   * nothing is counted here.
   */
  usage?(place: Place, flagKeys: readonly string[], hours: UsageHours): Promise<ReadonlyMap<string, FlagCounts>>;
  /** How full it is, asked just now. Missing: nobody need know. */
  fill?(): Promise<TargetFill>;
  close(): Promise<void>;
}
