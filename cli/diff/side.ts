import type { Flag, Group, Segment, Snapshot } from '@flagforge/sdk/engine';
import { flagTextsOf, keyOfText } from '../compile/index.ts';

/** One environment before or after a change, to look things up in. Flags are parsed one by one, when they are asked for. */
export interface Side {
  /** null: the environment is not there. */
  readonly snapshot: Snapshot | null;
  readonly flag: (key: string) => Flag | null;
  readonly segment: (name: string) => Segment | null;
  /** The group that a flag has a slot in. */
  readonly groupOf: (flag: string) => Group | null;
}

/** Both sides of a change in one environment. */
export interface Sides {
  readonly before: Side;
  readonly after: Side;
}

export function createSide(snapshot: Snapshot | null): Side {
  const flags = new Map<string, Flag | null>();
  const segments = new Map((snapshot?.segments ?? []).map((segment) => [segment.name, segment]));
  const groups = new Map(
    (snapshot?.groups ?? []).flatMap((group) => group.slots.map(({ flag }): [string, Group] => [flag, group])),
  );
  const texts = snapshot === null ? [] : flagTextsOf(snapshot);
  return {
    snapshot,
    flag(key) {
      let flag = flags.get(key);
      if (flag === undefined) {
        const text = textOf(texts, key);
        flag = text === null ? null : (JSON.parse(text) as Flag);
        flags.set(key, flag);
      }
      return flag;
    },
    segment: (name) => segments.get(name) ?? null,
    groupOf: (flag) => groups.get(flag) ?? null,
  };
}

/** @param texts canonical texts of flags, ascending by key. */
function textOf(texts: readonly string[], key: string): string | null {
  let low = 0;
  let high = texts.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const text = texts[middle] ?? '';
    const found = keyOfText(text);
    if (found === key) return text;
    if (found < key) low = middle + 1;
    else high = middle - 1;
  }
  return null;
}
