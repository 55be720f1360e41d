import { decide, NO_BUCKET, type PreparedState, stateNumber } from '@flagforge/sdk/engine/core';
import type { PackedFlag, PackedResult } from '../pack/format.ts';
import type { EdgeScope } from './load.ts';

/** What a flag serves, or null where its default lacks its unit. */
export function serve(flag: PackedFlag, scope: EdgeScope): PackedResult | null {
  const state = flag.states[stateNumber(flag.starts, scope.now)] as unknown as PreparedState;
  return decide(state, scope, NO_BUCKET, null) as unknown as PackedResult | null;
}
