import { BUCKETS, bucket } from '@flagforge/sdk/engine/core';

/** Where the hash of a text behind a salt lies among so many equal parts, in [0, parts). */
export function partOf(salt: string, text: string, parts: number): number {
  return (bucket(salt, text) / BUCKETS) * parts;
}
