/** FlagForge's evaluation engine: the one place where a flag is evaluated. Pure: no I/O, no clock. */
export { type PreparedAutomaton, prepareAutomaton, searchAutomaton } from './automaton.ts';
export { BUCKETS, bucket } from './bucket.ts';
export { parseDate } from './date.ts';
export type { Evaluation, Failed, Served } from './evaluation.ts';
export { createEvaluator, type Evaluator, type EvaluatorOptions } from './evaluator.ts';
export type { ConditionTrace, ExplainStep, Explanation, RolloutTrace } from './explanation.ts';
export { type Cidr, hasHostBits, type Ip, isInCidr, maskedAddress, parseCidr, parseIp } from './ip.ts';
export { lowerText } from './lower.ts';
export { murmur3 } from './murmur3.ts';
export type { HashFunction } from './prepared.ts';
export { type ErrorCode, type OpenFeatureReason, openFeatureReason, type Reason } from './reasons.ts';
export { compareSemver, parseSemver, type Semver } from './semver.ts';
export * from './snapshot.ts';
