import type { ClientEvent } from './client.ts';

/** What a source tells a client. */
export interface SourceListener {
  /**
   * A snapshot, any JSON.
   * @param instant the last of its instants that had passed, UTC epoch ms, where the source knows it.
   * @returns whether the client serves it: not what is none, what is older than what it has, and what has a higher format.
   */
  snapshot(snapshot: unknown, instant?: number): boolean;
  /** How it stands with the source. */
  status(status: 'live' | 'stale' | 'refused'): void;
  /** What the one who runs the program may want to know. */
  log(event: ClientEvent): void;
}

/** Where snapshots come from. */
export interface SnapshotSource {
  /** Begins to tell. @returns ends it; what it gives is waited for when the client is closed. */
  start(listener: SourceListener): () => void | Promise<void>;
}
