import { isNewer, type SnapshotUpdate } from './source.ts';

/** The newest snapshot of each environment and who listens to it: the part that every source shares. */
export interface SnapshotChannel {
  /** Holds and announces the update, unless what is held is as new or newer. Returns whether it did. */
  offer(update: SnapshotUpdate): boolean;
  subscribe(listener: (update: SnapshotUpdate) => void): () => void;
  current(environment: string): SnapshotUpdate | null;
  /** Forgets the listeners. */
  close(): void;
}

export function createSnapshotChannel(): SnapshotChannel {
  const held = new Map<string, SnapshotUpdate>();
  const listeners = new Set<(update: SnapshotUpdate) => void>();
  const current = (environment: string): SnapshotUpdate | null => held.get(environment) ?? null;
  return {
    current,
    offer(update) {
      if (!isNewer(update, current(update.environment))) return false;
      held.set(update.environment, update);
      for (const listener of listeners) listener(update);
      return true;
    },
    subscribe(listener) {
      listeners.add(listener);
      for (const update of held.values()) listener(update);
      return () => listeners.delete(listener);
    },
    close: () => listeners.clear(),
  };
}
