/**
 * The engine below its evaluator: snapshots made ready, and what decides. For the edge, which packs what is ready into a
 * store and decides by it there. May change with any version.
 */
export { BUCKETS, bucket } from './bucket.ts';
export { isText } from './characters.ts';
export * from './condition-node.ts';
export { ownValue, unitText } from './context.ts';
export { decide, stateNumber } from './decide.ts';
export type { Served } from './evaluation.ts';
export { BOOLEANS, type LiteralSet, NUMBERS, STRINGS } from './literals.ts';
export { lowerText } from './lower.ts';
export { type PreparedSnapshot, prepareSnapshot } from './prepare-snapshot.ts';
export type { PreparedFlag, PreparedOutcome, PreparedState } from './prepared.ts';
export { NO_BUCKET } from './rollout.ts';
export type { Scope } from './scope.ts';
export { readAttribute } from './test-condition.ts';
