/** Snapshots as CloudFront KeyValueStore holds them. */
export { MOST_READS, STORE_LIMITS } from './limits.ts';
export type { EdgeKey, EdgePlace, PackedSnapshot, PassedFlag, PassReason } from './packed.ts';
