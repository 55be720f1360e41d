import type { Condition, Flag, Segment, Snapshot } from '@flagforge/sdk/engine';

/**
 * What an engine needs to evaluate one flag as the whole snapshot would: it and the flags that it requires, the segments
 * that they use, their groups, and what of the overlays lies over them. Pure. Its hashes are those of the whole.
 * @returns null: the snapshot does not have the flag.
 */
export function snapshotOfFlag(snapshot: Snapshot, key: string): Snapshot | null {
  const known = new Map(snapshot.flags.map((flag) => [flag.key, flag]));
  const flags = reachable([key], (name) => known.get(name)?.requires?.map(({ flag }) => flag) ?? []);
  if (!known.has(key)) return null;
  const segments = new Map(snapshot.segments.map((segment) => [segment.name, segment]));
  const named = [...flags].flatMap((name) => segmentsOfFlag(known.get(name)));
  const used = reachable(named, (name) => segmentsOfSegment(segments.get(name)));
  return {
    ...snapshot,
    flags: snapshot.flags.filter((flag) => flags.has(flag.key)),
    segments: snapshot.segments.filter(({ name }) => used.has(name)),
    groups: snapshot.groups.filter(({ slots }) => slots.some(({ flag }) => flags.has(flag))),
    overlays: snapshot.overlays.filter((overlay) => overlay.kind !== 'kill' || flags.has(overlay.flag)),
  };
}

/** Names, and all that they lead to. */
function reachable(names: readonly string[], next: (name: string) => readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [...names];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    waiting.push(...next(name));
  }
  return found;
}

function segmentsOfFlag(flag: Flag | undefined): readonly string[] {
  if (flag === undefined) return [];
  const states = [flag, ...(flag.schedule ?? []).map(({ set }) => set)];
  return states.flatMap(({ rules = [] }) => rules.flatMap((rule) => segmentsIn(rule.if)));
}

const segmentsOfSegment = (segment: Segment | undefined): readonly string[] =>
  segment?.if === undefined ? [] : segmentsIn(segment.if);

function segmentsIn(condition: Condition): readonly string[] {
  if ('of' in condition) return condition.of.flatMap(segmentsIn);
  return condition.op === 'segment' ? [condition.name] : [];
}
