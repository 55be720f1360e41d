import type { ServedEnvironment } from '../snapshots/environments.ts';
import { instantsOf, stateAt, stateId } from './state.ts';

/** The ids of the states that are served, without looking at each schedule each time. */
export interface StateIds {
  /** The id of the state that this is at a time, UTC epoch ms. */
  at(served: ServedEnvironment, now: number): string;
}

/** An id, and from when until when it is right: from the first time inclusive to the second exclusive. */
interface KnownId {
  readonly id: string;
  readonly from: number;
  readonly until: number;
}

export function createStateIds(): StateIds {
  const known = new WeakMap<ServedEnvironment, KnownId>();
  return {
    at(served, now) {
      const found = known.get(served);
      if (found !== undefined && now >= found.from && now < found.until) return found.id;
      const until = instantsOf(served).find((instant) => instant > now) ?? Number.POSITIVE_INFINITY;
      const id = stateId(stateAt(served, now));
      known.set(served, { id, from: now, until });
      return id;
    },
  };
}
