import type { KeyRecord } from './key.ts';

/** Where keys come from: memory, a file, Redis and Postgres. Lookups are synchronous: a source holds what it knows. */
export interface KeySource {
  /** Loads the keys. Never rejects: what cannot be read is logged, and until it can be, there are no keys. */
  start(): Promise<void>;
  /** The record of this SHA-256 (lower-case hex), or null. An expired record is returned: the caller knows the time. */
  find(hash: string): KeyRecord | null;
  /** The environments that the server must be able to answer for: those that have a key and, where that is known, were published. */
  environments(): ReadonlySet<string>;
  /** Whether any client key may be used from this web origin. Decides preflights, which carry no key. */
  allowsOrigin(origin: string): boolean;
  /** False while it is not known which keys there are: the server is not ready then. Left out: always true. */
  isLoaded?(): boolean;
  close(): Promise<void>;
}

/** Whether this key may be used from this web origin. Compared exactly, as browsers send it. */
export function isOriginAllowed(record: KeyRecord, origin: string): boolean {
  return record.origins === undefined || record.origins.includes(origin);
}
