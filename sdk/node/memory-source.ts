import type { SnapshotSource, SourceListener } from './source.ts';

/** A source that tests hold in their hands. */
export interface MemorySource extends SnapshotSource {
  /** Puts another snapshot in the place of the one before, for all clients of this source. */
  publish(snapshot: unknown): void;
}

/** Snapshots from memory: `flagforge compile` made them, or a test did. */
export function memorySource(snapshot: unknown): MemorySource {
  const listeners = new Set<SourceListener>();
  let current = snapshot;
  return {
    start(listener) {
      listeners.add(listener);
      listener.snapshot(current);
      listener.status('live');
      return () => void listeners.delete(listener);
    },
    publish(next) {
      current = next;
      for (const listener of listeners) listener.snapshot(next);
    },
  };
}
