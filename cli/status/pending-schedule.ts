/** What a snapshot will answer differently without a publish, and when. Pure. */
import type { Flag, Snapshot } from '@flagforge/sdk/engine';
import { describeFlag } from '../diff/describe-flag.ts';

/** An instant that is still to come. */
export interface PendingInstant {
  /** UTC epoch ms. */
  readonly at: number;
  /** Flags whose schedule has a step there, ascending, with what it changes. */
  readonly flags: readonly { readonly flag: string; readonly lines: readonly string[] }[];
  /** True: a condition compares the present with it. */
  readonly isInCondition: boolean;
}

/**
 * The next instants, ascending, at most `limit`.
 * @param now UTC epoch ms; an instant that is reached is in effect and no longer pending.
 */
export function pendingInstants(snapshot: Snapshot, now: number, limit: number): PendingInstant[] {
  const next = snapshot.instants.filter((at) => at > now).slice(0, limit);
  if (next.length === 0) return [];
  const scheduled = snapshot.flags.filter(({ schedule }) => schedule !== undefined);
  return next.map((at) => {
    const flags = scheduled.flatMap((flag) => {
      const step = flag.schedule?.find((candidate) => candidate.at === at);
      return step === undefined ? [] : [{ flag: flag.key, lines: changesAt(flag, at) }];
    });
    return { at, flags, isInCondition: flags.length === 0 };
  });
}

/** What a step changes, in the words of the file: `enabled: false -> true`. */
function changesAt(flag: Flag, at: number): string[] {
  const lines = describeFlag(
    stateAfter(flag, (step) => step < at),
    stateAfter(flag, (step) => step <= at),
  );
  return lines.length === 0 ? ['nothing'] : lines;
}

/** The flag as it is once those of its steps have come, without the rest of its schedule. */
function stateAfter({ schedule = [], ...first }: Flag, hasCome: (at: number) => boolean): Flag {
  let state: Flag = first;
  for (const { at, set } of schedule) if (hasCome(at)) state = { ...state, ...set };
  return state;
}
