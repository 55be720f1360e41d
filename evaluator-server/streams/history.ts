import type { ServedEnvironment } from '../snapshots/environments.ts';
import { textLength } from './changed-flags.ts';
import { instantsOf, markOf, type State, type StateId } from './state.ts';

/** Snapshots that were served lately, so that a stream that was away for a while gets what changed, and no more. */
export interface History {
  add(served: ServedEnvironment): void;
  /** The state that an id names, if its snapshot is still here. */
  find(id: StateId): State | null;
}

/** How many are kept, and of how many characters together; ready to answer, each takes some times its text. */
const MOST = 8;
const MOST_CHARACTERS = 8 * 1_048_576;

export function createHistory(): History {
  let kept: readonly ServedEnvironment[] = [];
  return {
    add(served) {
      const next = [served, ...kept].slice(0, MOST);
      let characters = 0;
      // The newest always stays: it is what is being served.
      kept = next.filter((each, index) => {
        characters += textLength(each);
        return index === 0 || characters <= MOST_CHARACTERS;
      });
    },
    find({ version, mark, instant }) {
      const served = kept.find((each) => each.version === version && markOf(each) === mark);
      // Instants that the snapshot does not have are somebody's invention.
      if (served === undefined || (instant !== 0 && !instantsOf(served).includes(instant))) return null;
      return { served, instant, at: instant };
    },
  };
}
