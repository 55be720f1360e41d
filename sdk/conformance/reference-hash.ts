import { createRequire } from 'node:module';

// The package has no types and hashes bytes only: a string gives undefined.
const murmur = createRequire(import.meta.url)('murmurhash3js-revisited') as {
  readonly x86: { hash32(bytes: Uint8Array, seed: number): number };
};

/** murmur3_x86_32 of the text's UTF-8 bytes, seed 0, by an implementation that is not ours. Test-only. */
export function referenceHash(text: string): number {
  return murmur.x86.hash32(new TextEncoder().encode(text), 0);
}

/** The bucket of a unit, in [0, 100000), 1 = 0.001 % (contract 4). Test-only. */
export function referenceBucket(salt: string, unit: string): number {
  return Number((BigInt(referenceHash(`${salt}:${unit}`)) * 100_000n) >> 32n);
}
