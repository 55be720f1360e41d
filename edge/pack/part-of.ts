import { BUCKETS, bucket } from '@flagforge/sdk/engine/core';

/** Where the hash of a text lies among so many equal parts, in [0, parts). */
export function partOf(text: string, parts: number): number {
  return (bucket('', text) / BUCKETS) * parts;
}
