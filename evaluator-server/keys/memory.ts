import { timingSafeEqual } from 'node:crypto';
import type { KeyRecord } from './key.ts';
import { isOriginAllowed, type KeySource } from './source.ts';

/** A key source that its owner fills: `flagforge dev`, tests, and the table behind the file source. */
export interface MemoryKeys extends KeySource {
  /** Replaces all keys at once. */
  replace(records: readonly KeyRecord[]): void;
}

interface Held {
  readonly record: KeyRecord;
  readonly digest: Buffer;
}

/** Keys held in memory. A later record with the hash of an earlier one replaces it. */
export function createMemoryKeys(records: readonly KeyRecord[] = []): MemoryKeys {
  let held = new Map<string, Held>();
  let environments = new Set<string>();
  const replace = (next: readonly KeyRecord[]): void => {
    held = new Map(next.map((record) => [record.hash, { record, digest: Buffer.from(record.hash, 'hex') }]));
    environments = new Set(next.map((record) => record.environment));
  };
  replace(records);
  return {
    replace,
    start: async () => {},
    find(hash) {
      const found = held.get(hash);
      // The map compares hashes, whose bytes a caller cannot steer; this one comparison settles it in constant time.
      return found !== undefined && timingSafeEqual(found.digest, Buffer.from(hash, 'hex')) ? found.record : null;
    },
    environments: () => environments,
    allowsOrigin(origin) {
      for (const { record } of held.values()) {
        if (record.kind === 'client' && isOriginAllowed(record, origin)) return true;
      }
      return false;
    },
    close: async () => {},
  };
}
