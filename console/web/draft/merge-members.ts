/** People and roles as two people want them, where they do not meet. Pure. */
import type { AccessEntry, Person } from 'flagforge/compile';
import type { MemberLists } from './operation.ts';
import { isSameThing, type Thing } from './thing.ts';

/**
 * @param before what both began with.
 * @returns null: both changed the same person, or the roles of the same one, or one of them ended the use of roles.
 */
export function mergeMembers(before: MemberLists, theirs: MemberLists, mine: MemberLists): MemberLists | null {
  const people = mergeKeyed(
    groupBy(before.people, nameOf),
    groupBy(theirs.people, nameOf),
    groupBy(mine.people, nameOf),
  );
  const access = mergeAccess(before.access, theirs.access, mine.access);
  return people === null || access === undefined ? null : { people, access };
}

const nameOf = ({ name }: Person): string => name;
const whoOf = ({ who }: AccessEntry): string => who;

/** undefined: they meet. */
function mergeAccess(
  before: MemberLists['access'],
  theirs: MemberLists['access'],
  mine: MemberLists['access'],
): MemberLists['access'] | undefined {
  if (isSame(before, mine)) return theirs;
  if (isSame(before, theirs)) return mine;
  if (theirs === null || mine === null) return undefined;
  return mergeKeyed(groupBy(before ?? [], whoOf), groupBy(theirs, whoOf), groupBy(mine, whoOf)) ?? undefined;
}

const isSame = (one: unknown, other: unknown): boolean =>
  isSameThing(one as Thing | undefined, other as Thing | undefined);

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

/** Theirs first, in their order. null: both changed what has the same key, to something else. */
function mergeKeyed<T>(
  before: ReadonlyMap<string, readonly T[]>,
  theirs: ReadonlyMap<string, readonly T[]>,
  mine: ReadonlyMap<string, readonly T[]>,
): readonly T[] | null {
  const merged: T[] = [];
  for (const key of new Set([...theirs.keys(), ...mine.keys(), ...before.keys()])) {
    const [was, there, own] = [before.get(key), theirs.get(key), mine.get(key)];
    if (!isSame(was, there) && !isSame(was, own) && !isSame(there, own)) return null;
    merged.push(...((isSame(was, own) ? there : own) ?? []));
  }
  return merged;
}
