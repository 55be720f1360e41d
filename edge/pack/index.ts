/** Snapshots as CloudFront KeyValueStore holds them. */
export { MOST_READS, STORE_LIMITS } from './limits.ts';
export { packSnapshot } from './pack-snapshot.ts';
export type { EdgeKey, EdgePlace, PackedSnapshot, PassedFlag, PassReason } from './packed.ts';
export { pagesOf, type Reached } from './pages-of.ts';
export { type PlaceKeys, placeKeys } from './place-keys.ts';
export { type PointerValue, pointerValue, withKeys } from './pointer.ts';
