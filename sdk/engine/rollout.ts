import { bucket, bucketBehind } from './bucket.ts';
import type { PreparedRollout, PreparedSlot } from './prepared.ts';
import { type Scope, unitIn } from './scope.ts';

/** No test gives the bucket. */
export const NO_BUCKET = -1;

/** The bucket of the scope's unit in a rollout, in [0, 100000), or NO_BUCKET when the unit is missing. */
export function rolloutBucket(rollout: PreparedRollout, scope: Scope): number {
  const unit = unitIn(scope, rollout.unit);
  if (!unit) return NO_BUCKET;
  host: {
    if (rollout.hash !== null) return rollout.hash(rollout.salt, unit);
    return bucketBehind(rollout.saltState, unit);
  }
  return bucket(rollout.salt, unit);
}

/** The number of the share that a bucket falls in. */
export function shareNumber(rollout: PreparedRollout, bucket: number): number {
  let i = 0;
  while (bucket >= (rollout.ends[i] as number)) i += 1;
  // Another system's hash may give what is no bucket.
  host: if (i === rollout.ends.length) i -= 1;
  return i;
}

/** The bucket of the scope's unit in a group, or NO_BUCKET. */
export function groupBucket(slot: PreparedSlot, scope: Scope): number {
  const unit = unitIn(scope, slot.unit);
  return unit === '' ? NO_BUCKET : bucketBehind(slot.saltState, unit);
}
