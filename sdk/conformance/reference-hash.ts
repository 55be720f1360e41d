import murmurhash from 'murmurhash3js-revisited';

/** murmur3_x86_32 of the text's UTF-8 bytes, seed 0, by an implementation that is not ours. Test-only. */
export function referenceHash(text: string): number {
  // The package hashes bytes: for a string it would give undefined.
  return murmurhash.x86.hash32(new TextEncoder().encode(text), 0);
}

/** The bucket of a unit, in [0, 100000), 1 = 0.001 % (contract 4). Test-only. */
export function referenceBucket(salt: string, unit: string): number {
  return Number((BigInt(referenceHash(`${salt}:${unit}`)) * 100_000n) >> 32n);
}
