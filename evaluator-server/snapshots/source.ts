/**
 * One environment's snapshot as a source hands it out.
 *
 * The order of snapshots is (version, revision): `version` is the snapshot's own, which grows with each publish;
 * `revision` is the source's, for what changes without one (files being edited, where the version stays 0).
 */
export interface SnapshotUpdate {
  readonly environment: string;
  /** The snapshot as it was read, not yet trusted to have its shape. */
  readonly snapshot: unknown;
  /** The snapshot's `version`, an integer >= 0. */
  readonly version: number;
  /** Grows with each change this source sees; 0 from a source whose snapshots change by version only. */
  readonly revision: number;
}

/** How a store that snapshots come from is. */
export interface StoreHealth {
  readonly store: 'redis' | 'postgres';
  /** Whether it answered when it was last asked; false before the first answer. */
  readonly isUp: boolean;
  /** When it last answered, in UTC epoch ms; null: never. */
  readonly answeredAt: number | null;
}

/**
 * Where snapshots come from: memory, files, Redis and Postgres.
 * A source checks what it reads (hashes, names) and hands out only what passes; until something better
 * passes, it keeps the last good one. It never throws at its listeners and takes care of its own retries.
 */
export interface SnapshotSource {
  /** Begins to read. Resolves after the first look, whether or not it found anything; never rejects. Idempotent. */
  start(): Promise<void>;
  /** Calls the listener at once with every current snapshot, then with each change. Returns how to stop that. */
  subscribe(listener: (update: SnapshotUpdate) => void): () => void;
  /** The newest good snapshot of an environment, or null. */
  current(environment: string): SnapshotUpdate | null;
  /** How many snapshots of an environment were refused since the start, each counted once. Left out: none ever is. */
  refused?(environment: string): number;
  /** The stores behind it. Left out: there are none. */
  stores?(): readonly StoreHealth[];
  /** Ends watches and connections; afterwards no listener is called. */
  close(): Promise<void>;
}

/** Whether `next` may replace `held`. Older never replaces newer, and the same never replaces itself. */
export function isNewer(next: SnapshotUpdate, held: SnapshotUpdate | null): boolean {
  if (held === null) return true;
  return next.version === held.version ? next.revision > held.revision : next.version > held.version;
}
