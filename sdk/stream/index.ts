/** How every SDK follows an evaluator. */
export { backoffMs } from './backoff.ts';
export { createEventParser, type EventBlock } from './event-parser.ts';
export { type Asker, type Follower, type FollowOptions, follow } from './follow.ts';
export { retryAfterMs } from './retry-after.ts';
