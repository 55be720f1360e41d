/** What a snapshot is in a store of keys and values. @see .github/decisions/0016-edge.md */

/** One environment of one project: each has its own pointer, and one store may hold several. */
export interface EdgePlace {
  readonly organization: string;
  readonly project: string;
  readonly environment: string;
}

/** A client key, as far as the edge knows it. Server keys never get there. */
export interface EdgeKey {
  /** SHA-256 of the key, lower-case hex. */
  readonly hash: string;
  /** UTC epoch ms; absent: it does not end. */
  readonly expiresAt?: number;
  /** The origins that it may be used from; absent: any. */
  readonly origins?: readonly string[];
}

/** Why the edge does not answer a flag itself, but passes whoever asks for it to the origin. */
export type PassReason =
  /** Even with its lists taken out, it does not fit into one value. */
  | 'too_large'
  /** Its prerequisites, segments and lists may need more reads than a request may make. */
  | 'too_many_reads'
  /** It holds what the edge does not evaluate: another system's hash, an entry that the engine cannot read. */
  | 'not_supported';

/** A flag that is passed on. */
export interface PassedFlag {
  readonly flag: string;
  readonly reason: PassReason;
}

/**
 * A snapshot cut into values. Pages are named after their content, so that a page once written never changes, two
 * versions share what is equal in both, and writing them twice writes nothing. Only the pointer is overwritten.
 */
export interface PackedSnapshot {
  readonly place: EdgePlace;
  readonly version: number;
  /** The snapshot's `hash`. */
  readonly hash: string;
  /** Key in the store -> value. */
  readonly pages: ReadonlyMap<string, string>;
  /** The part of the pointer that leads to the pages; opaque. */
  readonly root: string;
  readonly passed: readonly PassedFlag[];
  /** Bytes that a flag takes with what only it needs, by flag key: all that are packed, prerequisites included. */
  readonly flagBytes: ReadonlyMap<string, number>;
  /** Bytes of all pages with their names. */
  readonly bytes: number;
}
