import type { Evaluation } from '../engine/evaluation.ts';
import type { HashFunction } from '../engine/prepared.ts';
import type { ErrorCode, OpenFeatureReason, Reason } from '../engine/reasons.ts';
import type { FallbackOf, Given, KeyOf, RegisteredFlags, TypedReads, VariantOf } from '../typed/index.ts';
import type { SnapshotSource } from './source.ts';

/** The attributes that rules read. A Date counts as its ISO string. */
export type Context = Readonly<Record<string, unknown>>;

/** What one read may say beside its context. */
export interface ReadOptions {
  /** Variants to force, by flag key; honoured where the environment allows it. */
  readonly overrides?: Readonly<Record<string, string>>;
  /** The instant to evaluate at, in UTC epoch ms. Default: the client's clock. */
  readonly now?: number;
}

/** A value with what is known of it. Without a value of the right type: the fallback, `error` and why. */
export interface Details<Value> {
  readonly value: Value;
  readonly variant?: string;
  readonly reason: Reason;
  /** The rule that matched: its name, or its number from 1 as text. */
  readonly rule?: string;
  readonly errorCode?: ErrorCode;
  /** Of the snapshot; 0 before there is one. */
  readonly version: number;
}

/**
 * How a client stands: `loading` without a snapshot; `live` it hears of changes; `stale` it serves a snapshot and does not hear
 * of changes at present, and keeps trying; `refused` the evaluator does not accept its key, and it asks seldom; `closed`.
 */
export type Status = 'loading' | 'live' | 'stale' | 'refused' | 'closed';

/** What changed: flags whose rules may answer otherwise, and how the client stands now. */
export interface Change {
  readonly keys: readonly string[];
  readonly status: Status;
  readonly version: number;
}

/** One read, as hooks see it. */
export interface HookContext {
  readonly flagKey: string;
  readonly fallback: unknown;
  readonly context: Context;
}

/** What runs around each read. A hook that throws is reported and changes no answer. */
export interface Hook {
  before?(read: HookContext): void;
  after?(read: HookContext, details: Details<unknown>): void;
  /** A read that gave its fallback. */
  error?(read: HookContext, details: Details<unknown>): void;
}

type Asked = readonly [context?: Context, options?: ReadOptions];

/** A client that evaluates in this process. No read throws, waits or blocks. */
export interface Client<Flags = RegisteredFlags> extends TypedReads<Flags, [...Asked]> {
  details<Key extends KeyOf<Flags>, const Fallback extends FallbackOf<Flags, Key>>(
    key: Key,
    fallback: Fallback,
    ...asked: Asked
  ): Details<Given<Flags, Key, Fallback>>;
  /** The engine's own answers for all flags, ascending by key. Not counted. */
  all(...asked: Asked): readonly Evaluation[];
  /** Why a flag's answer is what it is, in OpenFeature's words. */
  openFeatureReason(key: string, reason: Reason): OpenFeatureReason;
  /** Whether there was a snapshot before `timeoutMs` (default 5000). Never rejects. */
  ready(timeoutMs?: number): Promise<boolean>;
  /** Hears of every new snapshot and status, after it is in effect. @returns stops it. */
  on(listener: (change: Change) => void): () => void;
  /** Forces a variant for every read of this client, or with null lets go of it; honoured where the environment allows it. */
  override<Key extends KeyOf<Flags>>(key: Key, variant: VariantOf<Flags, Key> | null): void;
  readonly status: Status;
  /** Of the snapshot that is served; 0 before there is one. */
  readonly version: number;
  /** Ends stream, polling and timers; resolves when the file is written, and counts are sent (2 s at most). Reads go on with what there is. */
  close(): Promise<void>;
}

/** What a client tells of what goes wrong; nothing of it changes a read. Never holds a key. */
export interface ClientEvent {
  readonly level: 'info' | 'warn' | 'error';
  /** `snake_case`: `stream_lost`, `snapshot_refused`, `key_refused`, `usage_dropped`, `hook_failed`, ... */
  readonly event: string;
  readonly detail: string;
}

/** What every client may be told. */
export interface CommonOptions {
  /** Attributes of every read; those of the read itself win. */
  readonly context?: Context;
  readonly hooks?: readonly Hook[];
  /** Other systems' hashes by name, for flags that were imported with their buckets. */
  readonly hashes?: Readonly<Record<string, HashFunction>>;
  /** UTC epoch ms. Default `Date.now`. */
  readonly clock?: () => number;
  /** Default: warnings and errors to `console.warn`, each at most once a minute. */
  readonly log?: (event: ClientEvent) => void;
}

/** A client that follows an evaluator. */
export interface RemoteOptions extends CommonOptions {
  /** The evaluator's address, without a path: `https://flags.example.com`. */
  readonly url: string;
  /** A server key, `ff_server_...`: a secret. */
  readonly key: string;
  /** A file that keeps the last snapshot, read at the start; readable by its owner only. Default: none. */
  readonly file?: string;
  /** false: polls only. Default true. */
  readonly stream?: boolean;
  /** How often to ask where there is no stream, in ms. Default 10,000. */
  readonly pollMs?: number;
  /** Share of evaluations that are counted, 0 to 1; what is reported is scaled up. false: none. Default 1. */
  readonly usage?: number | false;
  /** Default: the process's own. */
  readonly fetch?: typeof fetch;
}

/** A client with a source of its own: a file, a snapshot in memory, or yours. */
export interface SourceOptions extends CommonOptions {
  readonly source: SnapshotSource;
}

export type ClientOptions = RemoteOptions | SourceOptions;
