/** Which flags may answer differently: a bound from above, so that only they are evaluated. */
import type { ServedEnvironment } from '../snapshots/environments.ts';
import type { State } from './state.ts';

type Loose = Readonly<Record<string, unknown>>;

/** The parts of a snapshot by name, each as text. Snapshots are any JSON that the engine accepts. */
interface Parts {
  readonly flags: ReadonlyMap<string, string>;
  readonly segments: ReadonlyMap<string, string>;
  readonly groups: ReadonlyMap<string, string>;
  readonly kills: ReadonlySet<string>;
  /** What all answers depend on. */
  readonly head: string;
}

const known = new WeakMap<ServedEnvironment, Parts>();

const isLoose = (value: unknown): value is Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const listOf = (value: unknown): readonly Loose[] => (Array.isArray(value) ? value.filter(isLoose) : []);

const textsBy = (list: unknown, name: string): ReadonlyMap<string, string> =>
  new Map(listOf(list).map((item) => [String(item[name]), JSON.stringify(item)]));

function partsOf(served: ServedEnvironment): Parts {
  const held = known.get(served);
  if (held !== undefined) return held;
  const { flags, segments, groups, overlays, unit, overrides } = served.snapshot as Loose;
  const parts: Parts = {
    flags: textsBy(flags, 'key'),
    segments: textsBy(segments, 'name'),
    groups: textsBy(groups, 'name'),
    kills: new Set(listOf(overlays).flatMap(({ kind, flag }) => (kind === 'kill' ? [String(flag)] : []))),
    head: JSON.stringify([unit, overrides]),
  };
  known.set(served, parts);
  return parts;
}

/** How long the texts of a snapshot are together, about: what remembering it costs. */
export function textLength(served: ServedEnvironment): number {
  let length = 0;
  const { flags, segments, groups } = partsOf(served);
  for (const texts of [flags, segments, groups]) for (const text of texts.values()) length += text.length;
  return length;
}

/** Names whose text is another one, that came or that went. */
function differences(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Set<string> {
  const names = new Set<string>();
  for (const [name, text] of after) if (before.get(name) !== text) names.add(name);
  for (const name of before.keys()) if (!after.has(name)) names.add(name);
  return names;
}

/** Calls `visit` with each object in a JSON value. */
function walk(value: unknown, visit: (item: Loose) => void): void {
  if (Array.isArray(value)) for (const item of value) walk(item, visit);
  else if (isLoose(value)) {
    visit(value);
    for (const name of Object.keys(value)) walk(value[name], visit);
  }
}

/** Whether a part of a snapshot asks for one of these segments. */
function usesSegment(text: string, names: ReadonlySet<string>): boolean {
  if (!text.includes('"segment"')) return false;
  let isUsed = false;
  walk(JSON.parse(text), ({ op, name }) => {
    if (op === 'segment' && typeof name === 'string' && names.has(name)) isUsed = true;
  });
  return isUsed;
}

/** Adds, until nothing more comes, what `reaches` finds through those that are there. */
function spread(
  names: Set<string>,
  all: ReadonlyMap<string, string>,
  reaches: (text: string, names: ReadonlySet<string>) => boolean,
): void {
  for (let before = -1; before !== names.size; ) {
    before = names.size;
    for (const [name, text] of all) if (!names.has(name) && reaches(text, names)) names.add(name);
  }
}

function requiresOne(text: string, names: ReadonlySet<string>): boolean {
  if (!text.includes('"requires"')) return false;
  return listOf((JSON.parse(text) as Loose)['requires']).some(({ flag }) => names.has(String(flag)));
}

/** The flags of one snapshot that ask for a segment, or for a flag, that changed; added to `flags`. */
function follow({ flags: all, segments: allSegments }: Parts, flags: Set<string>, segments: Set<string>): void {
  spread(segments, allSegments, usesSegment);
  if (segments.size > 0) for (const [key, text] of all) if (usesSegment(text, segments)) flags.add(key);
  if (flags.size > 0) spread(flags, all, requiresOne);
}

/** The flags of a snapshot whose answer a schedule may change, or a date that is compared with now. */
function timedFlags(parts: Parts): Set<string> {
  const isTimed = (text: string): boolean => text.includes('"schedule"') || text.includes('"now"');
  const timed = (texts: ReadonlyMap<string, string>): Set<string> =>
    new Set([...texts].flatMap(([name, text]) => (isTimed(text) ? [name] : [])));
  const flags = timed(parts.flags);
  follow(parts, flags, timed(parts.segments));
  return flags;
}

function slotFlags({ groups }: Parts, names: ReadonlySet<string>): readonly string[] {
  return [...groups].flatMap(([name, text]) =>
    names.has(name) ? listOf((JSON.parse(text) as Loose)['slots']).map(({ flag }) => String(flag)) : [],
  );
}

/** The keys, ascending, of every flag that may answer differently in one state than in the other. */
export function changedFlags(from: State, to: State): readonly string[] {
  const [before, after] = [partsOf(from.served), partsOf(to.served)];
  if (before.head !== after.head) return [...new Set([...before.flags.keys(), ...after.flags.keys()])].sort();
  const flags = new Set<string>();
  if (from.served !== to.served) {
    for (const key of differences(before.flags, after.flags)) flags.add(key);
    for (const key of before.kills) if (!after.kills.has(key)) flags.add(key);
    for (const key of after.kills) if (!before.kills.has(key)) flags.add(key);
    const groups = differences(before.groups, after.groups);
    for (const parts of [before, after]) for (const key of slotFlags(parts, groups)) flags.add(key);
    const segments = differences(before.segments, after.segments);
    for (const parts of [before, after]) follow(parts, flags, new Set(segments));
  }
  if (from.instant !== to.instant)
    for (const parts of [before, after]) for (const key of timedFlags(parts)) flags.add(key);
  return [...flags].sort();
}

/** What of a snapshot differs from another one, by name: whole parts, and the names of those that went. */
export function snapshotParts(
  from: ServedEnvironment,
  to: ServedEnvironment,
): Readonly<
  Record<'flags' | 'segments' | 'groups', { readonly set: readonly string[]; readonly removed: readonly string[] }>
> {
  const [before, after] = [partsOf(from), partsOf(to)];
  const part = (name: 'flags' | 'segments' | 'groups') => {
    const names = [...differences(before[name], after[name])].sort();
    const texts = after[name];
    return {
      set: names.flatMap((each) => texts.get(each) ?? []),
      removed: names.filter((each) => !texts.has(each)),
    };
  };
  return { flags: part('flags'), segments: part('segments'), groups: part('groups') };
}
