import { type HashState, hashText, startHash } from './murmur3.ts';

/** How many buckets there are: one is 0.001 %. */
export const BUCKETS = 100_000;

/** Everything of the hash that a rollout's units share. */
export function saltState(salt: string): HashState {
  const state = startHash(0);
  hashText(state, `${salt}:`, state);
  return state;
}

/** The bucket of a 32-bit hash: floor(hash / 2^32 * 100000). Exact, because hash * 100000 < 2^53. */
function bucketOfHash(hash: number): number {
  return Math.floor((hash / 4294967296) * BUCKETS);
}

/** The bucket of a unit's text behind a salt, in [0, 100000). */
export function bucketBehind(salt: HashState, unit: string): number {
  return bucketOfHash(hashText(salt, unit, null));
}

/**
 * The bucket of a unit, in [0, 100000): murmur3_x86_32 of `salt:unit`. A group's salt is `group:` + its name.
 * @see contract 4, Bucket; .github/decisions/0001-bucketing.md
 */
export function bucket(salt: string, unit: string): number {
  return bucketOfHash(hashText(null, `${salt}:${unit}`, null));
}
