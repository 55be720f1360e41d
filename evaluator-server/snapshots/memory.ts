import type { Snapshot } from '@flagforge/sdk/engine';
import { createSnapshotChannel } from './channel.ts';
import type { SnapshotSource } from './source.ts';

/** A source that its owner fills, as `flagforge dev` does after each compilation. */
export interface MemorySource extends SnapshotSource {
  /**
   * Publishes a snapshot for its environment. Each call is a new revision, so a snapshot of the same version
   * replaces the one before. Returns false, and changes nothing, when its version is lower than the held one.
   */
  publish(snapshot: Snapshot): boolean;
}

/** Snapshots held in memory, taken as they are: their owner has just compiled them. */
export function createMemorySource(snapshots: Iterable<Snapshot> = []): MemorySource {
  const channel = createSnapshotChannel();
  let revision = 0;
  const publish = (snapshot: Snapshot): boolean => {
    revision += 1;
    return channel.offer({ environment: snapshot.environment, snapshot, version: snapshot.version, revision });
  };
  for (const snapshot of snapshots) publish(snapshot);
  return {
    publish,
    start: async () => {},
    subscribe: channel.subscribe,
    current: channel.current,
    close: async () => channel.close(),
  };
}
