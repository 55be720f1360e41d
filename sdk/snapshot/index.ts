/** What those who make, store and check snapshots share; engines need none of it. Pure. */
export { canonicalJson } from './canonical-json.ts';
export type { EvaluatorReport } from './evaluator-report.ts';
export { parseRedisAddress, type RedisAddress } from './redis-address.ts';
export { type SignedParts, signedText } from './signed-text.ts';
export { environmentsKey, type StoreLayout, storeLayout, usageKey } from './store-layout.ts';
