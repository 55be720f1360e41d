import type { ErrorCode, Reason } from '../engine/reasons.ts';
import type { Json } from '../engine/snapshot.ts';
import type { FallbackOf, Given, KeyOf, RegisteredFlags, TypedReads, VariantOf } from '../typed/index.ts';

/** What an evaluator gave for one flag and this context. An `error` has no value. */
export interface FlagResult {
  readonly value?: Json;
  readonly variant?: string;
  readonly reason: Reason;
  readonly errorCode?: ErrorCode;
  /** The names of all variants, only where overrides are allowed. */
  readonly variants?: readonly string[];
}

/** The results of all flags for one context: the body of `POST /v1/evaluate/all`. */
export interface Results {
  readonly version: number;
  readonly flags: Readonly<Record<string, FlagResult>>;
  /** Whether this environment allows overrides. Absent: it does not. */
  readonly overrides?: boolean;
}

/**
 * Where a value is from: `live` from an evaluator in this page's life, `cache` from storage, `bootstrap` from the
 * server's page, `fallback` the caller's own.
 */
export type Source = 'live' | 'cache' | 'bootstrap' | 'fallback';

/** A value with what is known of it. Without a value of the right type: the fallback, `error` and why. */
export interface Details<Value> {
  readonly value: Value;
  readonly variant?: string | undefined;
  readonly reason: Reason;
  /** Of the snapshot that gave it. */
  readonly version?: number | undefined;
  readonly errorCode?: ErrorCode;
  readonly source: Source;
}

/**
 * How a client stands: `loading` nothing came yet for this context; `live` it hears of changes; `stale` it does not at
 * present, and keeps trying; `refused` the evaluator does not accept the key or the context, and it asks seldom.
 */
export type Status = 'loading' | 'live' | 'stale' | 'refused';

/** The attributes that rules read; JSON. Set once for the page, not per read. */
export type Context = Readonly<Record<string, unknown>>;

/** What changed: flags whose result is another one (value, variant or reason), and how the client stands now. */
export interface Change {
  readonly keys: readonly string[];
  readonly status: Status;
}

/** The results of all flags for one context, kept current by one stream. No method throws. */
export interface CoreClient<Flags = RegisteredFlags> extends TypedReads<Flags> {
  /** A value of the fallback's type (any, where that is no boolean, string or number), and what is known of it. */
  details<Key extends KeyOf<Flags>, const Fallback extends FallbackOf<Flags, Key>>(
    key: Key,
    fallback: Fallback,
  ): Details<Given<Flags, Key, Fallback>>;
  /** Hears of every change of a result and of the status, after it is in effect. @returns stops it. */
  on(listener: (change: Change) => void): () => void;
  /** Hears of changes of one flag. */
  on(key: KeyOf<Flags>, listener: (change: Change) => void): () => void;
  /**
   * The results of another context from now on. Nothing of the former one is read any more: what is stored of the new
   * one, else fallbacks, until an evaluator has answered. @returns as `ready`.
   */
  identify(context: Context, timeoutMs?: number): Promise<boolean>;
  /** Whether an evaluator answered for the present context before `timeoutMs` (default 3000). Never rejects. */
  ready(timeoutMs?: number): Promise<boolean>;
  /** The result of a flag as it stands: the same object until it changes. Not counted as an evaluation. */
  peek(key: string): FlagResult | undefined;
  /** All results as they stand; without any flags, and of version 0, before there are any. */
  results(): Results;
  /** Counts one evaluation of a flag by its present variant, as a read does. */
  count(key: string): void;
  readonly status: Status;
  readonly context: Context;
  /** Ends stream, polling and timers; counts are sent. Reads go on with what there is. */
  close(): void;
}

/** A client for pages. */
export interface Client<Flags = RegisteredFlags> extends CoreClient<Flags> {
  /**
   * Forces a variant in this tab, or with null lets go of it. The evaluator gives the value, where it allows that;
   * else nothing changes.
   */
  override<Key extends KeyOf<Flags>>(key: Key, variant: VariantOf<Flags, Key> | null): void;
  /** The variants that are asked for, by flag key, whether allowed or not. */
  overrides(): Readonly<Record<string, string>>;
}

/** How a client is made. */
export interface ClientOptions {
  /** The evaluator's address, without a path: `https://flags.example.com`. */
  readonly url: string;
  /** A client key, `ff_client_...`. Public: it only gets results of flags with `client: true`. */
  readonly key: string;
  /** Default `{}`. */
  readonly context?: Context;
  /** What the server's page already knows: `POST /v1/evaluate/all` for this context. */
  readonly bootstrap?: Results;
  /** Default `localStorage`; null keeps nothing. */
  readonly storage?: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null;
  /** How old stored results may be, in ms. Default seven days. */
  readonly maxAgeMs?: number;
  /** false: polls only. Default true. */
  readonly stream?: boolean;
  /** How often to ask where there is no stream, in ms. Default 30,000. */
  readonly pollMs?: number;
  /** How long a page may be hidden before its stream is closed until it is seen again, in ms. Default 60,000. */
  readonly hiddenMs?: number;
  /** Share of clients that report which flags they read, 0 to 1; what they report is scaled up. false: none. Default 1. */
  readonly usage?: number | false;
  /** false: `?ff_<flag>=<variant>` in the URL is ignored. Default true. */
  readonly urlOverrides?: boolean;
  /** false: nothing is asked; reads give what is stored or bootstrapped. For rendering on a server. Default true. */
  readonly connect?: boolean;
  /** Default the page's own. */
  readonly fetch?: typeof fetch;
}
