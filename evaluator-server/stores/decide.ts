/** Where a document was read: the cache, the truth, or the last good copy on this machine. */
export type Store = 'redis' | 'postgres' | 'disk';

/** A document that passed every check, as its store offers it. */
export interface Offered {
  readonly store: Store;
  readonly version: number;
  /** Two documents of one version are the same exactly if their hashes are. */
  readonly hash: string;
}

/** What is held of an environment: the document, and the store that last said it, the truth before any other. */
export type Held = Offered;

/**
 * `newer`: take it. `truer`: take it, Postgres says that this version is something else than what another store gave.
 * `same`: nothing to do. `other`: a store that is not the truth has something else of this version; keep what is held.
 * `older`: keep what is held.
 */
export type Standing = 'newer' | 'truer' | 'same' | 'other' | 'older';

/**
 * How a good document stands to what is held. Older never replaces newer, whichever store it comes from: a database that
 * was restored to an older version, a cache that lags behind and a copy on disk are all alike in that. Among those of one
 * version Postgres decides, so that evaluators that heard different things end up equal.
 * @see contract 5, 8
 */
export function standing(held: Held | null, offered: Offered): Standing {
  if (held === null || offered.version > held.version) return 'newer';
  if (offered.version < held.version) return 'older';
  if (offered.hash === held.hash) return 'same';
  return offered.store === 'postgres' ? 'truer' : 'other';
}

/** What is held afterwards; what Postgres confirms is held as Postgres's. */
export function decide<Document extends Offered>(held: Document | null, offered: Document): Document {
  const result = standing(held, offered);
  if (held === null || result === 'newer' || result === 'truer') return offered;
  return result === 'same' && offered.store === 'postgres' ? { ...held, store: offered.store } : held;
}
