/** How every SDK follows an evaluator. */
export { backoffMs } from './backoff.ts';
export { type Follower, follow } from './follow.ts';
export { retryAfterMs } from './retry-after.ts';
