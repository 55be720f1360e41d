/** Snapshots as CloudFront KeyValueStore holds them. */
export { BUDGET_WARNING, type Budget, budgetOf } from './budget.ts';
export { type DescribedPointer, describePointer } from './describe-pointer.ts';
export { PACK_FORMAT, PAGE_PREFIX } from './format.ts';
export { MOST_READS, STORE_LIMITS } from './limits.ts';
export { packSnapshot } from './pack-snapshot.ts';
export type { EdgeKey, EdgePlace, PackedSnapshot, PassedFlag, PassReason } from './packed.ts';
export { isIntactPage } from './page-name.ts';
export { pagesOf, type Reached } from './pages-of.ts';
export { type PlaceKeys, placeKeys } from './place-keys.ts';
export { keysIn, type PointerValue, pointerValue, withKeys } from './pointer.ts';
