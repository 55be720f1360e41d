/** What a source tells a client. */
export interface SourceListener {
  /** A snapshot, any JSON: the client refuses what is none, what is older than what it has, and what has a higher format. */
  snapshot(snapshot: unknown): void;
  /** Whether changes are being heard of at present. */
  isLive(isLive: boolean): void;
}

/** Where snapshots come from. */
export interface SnapshotSource {
  /** Begins to tell; called once. @returns ends it. */
  start(listener: SourceListener): () => void;
}
