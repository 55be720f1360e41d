import type { Snapshot } from '@flagforge/sdk/engine';
import { cutFlags } from './cut-flags.ts';
import { textsOf } from './snapshot-text.ts';

/** Canonical texts of flags. Those that both have, at either end of their order, are left out. */
export interface DifferingFlags {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/**
 * Leaves out the flags that two snapshots begin and end with word for word. Of ten thousand flags of which one changed
 * only that one is cut out of the stored text: the others are compared in place, which takes milliseconds.
 */
export function differingFlags(before: Snapshot, after: Snapshot): DifferingFlags {
  const old = textsOf(before).joined();
  const now = textsOf(after).each();
  let start = 0;
  let first = 0;
  for (let text = now[first]; text !== undefined && startsAt(old, text, start); text = now[first]) {
    start = Math.min(start + text.length + 1, old.length);
    first += 1;
  }
  let end = old.length;
  let last = now.length;
  for (let text = now[last - 1]; last > first && text !== undefined && endsAt(old, text, start, end); ) {
    end = Math.max(end - text.length - 1, start);
    last -= 1;
    text = now[last - 1];
  }
  return { before: cutFlags(old.slice(start, end)), after: now.slice(first, last) };
}

/** Whether a flag with this text begins there: what follows is a comma, or nothing. */
function startsAt(joined: string, text: string, start: number): boolean {
  const end = start + text.length;
  return joined.startsWith(text, start) && (end === joined.length || joined[end] === ',');
}

/** Whether the flag that ends there has this text: what stands before it is a comma, or it is the first that is left. */
function endsAt(joined: string, text: string, start: number, end: number): boolean {
  const from = end - text.length;
  return from >= start && joined.endsWith(text, end) && (from === start || joined[from - 1] === ',');
}
