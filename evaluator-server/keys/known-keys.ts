import { hashKey, type KeyRecord } from './key.ts';
import type { KeySource } from './source.ts';

/** How many keys' texts are remembered; about 250 bytes each. Few environments have more keys that are in use. */
const MOST_TEXTS = 1_000;

/** Finds the record of a key's text, or null. */
export type FindKey = (secret: string) => KeyRecord | null;

/**
 * Looks keys up by their hash, as the source wants it, but computes the hash of a key only when it first comes: that takes
 * as long as evaluating a flag.
 *
 * Only texts of which the source knew the hash are remembered, so nobody without a key fills the memory or pushes a key
 * out; and the source is asked each time, so a key that is revoked is refused at once and then forgotten. What the map
 * compares tells an attacker nothing: it finds an entry by a hash over the whole text, seeded anew in each process, and
 * compares texts only where that is equal; a guess with the right beginning takes as long as any other.
 */
export function createKnownKeys(keys: KeySource): FindKey {
  const hashes = new Map<string, string>();
  return (secret) => {
    const known = hashes.get(secret);
    const record = keys.find(known ?? hashKey(secret));
    if (record === null) {
      if (known !== undefined) hashes.delete(secret);
    } else if (known === undefined) {
      if (hashes.size >= MOST_TEXTS) hashes.clear();
      hashes.set(secret, record.hash);
    }
    return record;
  };
}
