import { timingSafeEqual } from 'node:crypto';
import type { KeyRecord } from './key.ts';
import type { KeySource } from './source.ts';

/** A key source that its owner fills: `flagforge dev`, tests, and the table behind the file source. */
export interface MemoryKeys extends KeySource {
  /** Replaces all keys at once. */
  replace(records: readonly KeyRecord[]): void;
}

interface Held {
  readonly record: KeyRecord;
  /** The hash's hex digits as bytes. */
  readonly digits: Buffer;
}

const HASH_DIGITS = 64;

/** Keys held in memory. A later record with the hash of an earlier one replaces it. */
export function createMemoryKeys(records: readonly KeyRecord[] = []): MemoryKeys {
  let held = new Map<string, Held>();
  let environments = new Set<string>();
  /** The web origins that client keys list; null: one of them may be used from any. */
  let origins: ReadonlySet<string> | null = new Set();
  const asked = Buffer.alloc(HASH_DIGITS);
  const replace = (next: readonly KeyRecord[]): void => {
    held = new Map(next.map((record) => [record.hash, { record, digits: Buffer.from(record.hash, 'latin1') }]));
    environments = new Set(next.map((record) => record.environment));
    const clients = [...held.values()].map(({ record }) => record).filter(({ kind }) => kind === 'client');
    const lists = clients.flatMap((record) => (record.origins === undefined ? [] : [record.origins]));
    origins = lists.length < clients.length ? null : new Set(lists.flat());
  };
  replace(records);
  return {
    replace,
    start: async () => {},
    find(hash) {
      const found = held.get(hash);
      if (found === undefined || hash.length !== HASH_DIGITS) return null;
      // The map compares hashes, whose digits a caller cannot steer; this comparison settles it in constant time.
      asked.write(hash, 'latin1');
      return timingSafeEqual(found.digits, asked) ? found.record : null;
    },
    environments: () => environments,
    allowsOrigin: (origin) => origins === null || origins.has(origin),
    close: async () => {},
  };
}
