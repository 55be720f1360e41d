import { createHash } from 'node:crypto';
import type { Snapshot } from '@flagforge/sdk/engine';
import { type EdgeKey, type PackedSnapshot, packSnapshot, placeKeys, pointerValue } from '../pack/index.ts';

/** The client key that tests use. */
export const CLIENT_KEY = 'ff_client_test';

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A store that holds one snapshot, and what was packed. */
export interface PackedStore {
  readonly entries: ReadonlyMap<string, string>;
  readonly packed: PackedSnapshot;
}

/** Packs a snapshot into a store. */
export function packedStore(
  snapshot: Snapshot,
  keys: readonly EdgeKey[] = [{ hash: sha256(CLIENT_KEY) }],
): PackedStore {
  const packed = packSnapshot(snapshot, { sha256 });
  const entries = new Map(packed.pages);
  entries.set(placeKeys(packed.place).pointer, pointerValue(packed, keys).value);
  return { entries, packed };
}

/** The same snapshot, with every flag to be seen by client keys. */
export function forClients(snapshot: Snapshot): Snapshot {
  return { ...snapshot, flags: snapshot.flags.map((flag) => ({ ...flag, client: true as const })) };
}
