import type { Flag, Snapshot } from '../engine/snapshot.ts';

const textsBy = <Entry>(list: readonly Entry[], nameOf: (entry: Entry) => string): ReadonlyMap<string, string> =>
  new Map(list.map((entry) => [nameOf(entry), JSON.stringify(entry)]));

const isOther = (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b);

/** What reads the clock: an instant may have passed between two tellings of one snapshot. */
const ON_TIME = /"schedule":|"op":"now"|"op":"segment"/;

function killed({ overlays }: Snapshot): ReadonlySet<string> {
  return new Set(overlays.flatMap((overlay) => (overlay.kind === 'kill' ? [overlay.flag] : [])));
}

/**
 * The keys of flags that may answer otherwise, ascending: those that changed, came or went; that use segments where one
 * did, stand in a group that did, or were killed or revived; those that may change with time where only that went on; and all
 * that require one of these. It may name a flag whose answers stay, and leaves none out.
 */
export function changedFlags(before: Snapshot | null, after: Snapshot): readonly string[] {
  if (before === null) return after.flags.map(({ key }) => key);
  const [old, next] = [before, after].map(({ flags }) => textsBy(flags, ({ key }) => key)) as [
    ReadonlyMap<string, string>,
    ReadonlyMap<string, string>,
  ];
  const changed = new Set<string>();
  const all = new Map<string, Flag>([...before.flags, ...after.flags].map((flag) => [flag.key, flag]));
  const isSame = before.hash === after.hash;
  const hasOtherSegments = isOther(before.segments, after.segments);
  const isAll = isOther([before.unit, before.overrides], [after.unit, after.overrides]);
  for (const key of all.keys()) {
    const text = next.get(key);
    if (isAll || text !== old.get(key)) changed.add(key);
    else if (hasOtherSegments && text?.includes('"op":"segment"')) changed.add(key);
    else if (isSame && ON_TIME.test(`${text}`)) changed.add(key);
  }
  if (isOther(before.groups, after.groups)) {
    for (const { slots } of [...before.groups, ...after.groups]) for (const { flag } of slots) changed.add(flag);
  }
  const [wasKilled, isKilled] = [killed(before), killed(after)];
  for (const key of [...wasKilled, ...isKilled]) if (wasKilled.has(key) !== isKilled.has(key)) changed.add(key);
  for (let size = -1; size !== changed.size; ) {
    size = changed.size;
    for (const { key, requires = [] } of all.values())
      if (requires.some(({ flag }) => changed.has(flag))) changed.add(key);
  }
  return [...changed].sort();
}
