import type { Flag, Group, Segment, Snapshot } from '../engine/snapshot.ts';

/** What changed in one list: whole entries that are new or others, and the names of those that went. */
interface ListPatch<Entry> {
  readonly set: readonly Entry[];
  readonly removed?: readonly string[];
}

/** What turns one snapshot into another: the members that are no lists, and what changed in each list. */
export interface SnapshotPatch {
  readonly snapshot: Omit<Snapshot, 'flags' | 'segments' | 'groups'>;
  readonly flags?: ListPatch<Flag>;
  readonly segments?: ListPatch<Segment>;
  readonly groups?: ListPatch<Group>;
}

/** Entries stay ascending by name, by UTF-16 units, as in every snapshot. */
function patchList<Entry>(
  list: readonly Entry[],
  patch: ListPatch<Entry> | undefined,
  nameOf: (entry: Entry) => string,
): readonly Entry[] {
  if (patch === undefined) return list;
  const entries = new Map(list.map((entry) => [nameOf(entry), entry]));
  for (const name of patch.removed ?? []) entries.delete(name);
  for (const entry of patch.set) entries.set(nameOf(entry), entry);
  return [...entries.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}

/**
 * The snapshot that a patch makes of another one. Nothing is changed in place. Whether it is the one that was meant its `hash`
 * says; throws where the patch is none.
 * @see evaluator-server/streams
 */
export function applyPatch(from: Snapshot, patch: SnapshotPatch): Snapshot {
  return {
    ...patch.snapshot,
    flags: patchList(from.flags, patch.flags, ({ key }) => key),
    segments: patchList(from.segments, patch.segments, ({ name }) => name),
    groups: patchList(from.groups, patch.groups, ({ name }) => name),
  };
}
