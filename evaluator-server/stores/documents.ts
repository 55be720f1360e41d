import { createHash } from 'node:crypto';
import type { KeyRecord } from '../keys/key.ts';
import type { Offered, Store } from './decide.ts';

/** One project of one organisation; names hold letters, digits, `.`, `_` and `-`. */
export interface Project {
  readonly organization: string;
  readonly project: string;
}

/** What stores hold of an environment: its snapshot, and the hashes of its API keys. */
export type DocumentKind = 'snapshot' | 'keys';

/** A document as a store gave it, not yet believed. */
export interface StoredDocument {
  readonly store: Store;
  readonly kind: DocumentKind;
  readonly environment: string;
  /** What the store says it is; null where that is no whole number. */
  readonly version: number | null;
  /** The snapshot's `hash`; for keys the SHA-256 of the body. null: the store does not say. */
  readonly hash: string | null;
  readonly body: string;
}

/** A snapshot that passed every check. */
export interface GoodSnapshot extends Offered {
  readonly environment: string;
  readonly commit: string | null;
  readonly snapshot: unknown;
}

/** Keys that passed every check; `hash` as `keysHash` makes it. */
export interface GoodKeys extends Offered {
  readonly environment: string;
  readonly records: readonly KeyRecord[];
}

/** SHA-256 of a text's UTF-8, lower-case hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
