/**
 * The canonical text of a snapshot, put together from the texts of its flags. Ten thousand flags are some megabytes:
 * who hashes, writes, stores or compares them needs their texts and never their values.
 */
import type { Flag, Snapshot } from '@flagforge/sdk/engine';
import { canonicalJson } from '@flagforge/sdk/snapshot';

/** The canonical texts of a snapshot's flags: each by itself, and all of them with commas between. */
interface FlagTexts {
  readonly each: () => readonly string[];
  readonly joined: () => string;
}

/** The texts of the flags of each snapshot that was made here, ascending by key. */
const textsBySnapshot = new WeakMap<Snapshot, FlagTexts>();

/**
 * A snapshot of these members whose `flags` are parsed when they are first read.
 * @param texts of its flags, ascending by key. Each of the two is asked for when it is first needed.
 */
export function snapshotOfTexts(members: Omit<Snapshot, 'flags'>, texts: FlagTexts): Snapshot {
  let parsed: readonly Flag[] | undefined;
  let each: readonly string[] | undefined;
  const known: FlagTexts = {
    each() {
      each ??= texts.each();
      return each;
    },
    joined: texts.joined,
  };
  const snapshot: Snapshot = {
    ...members,
    get flags() {
      parsed ??= JSON.parse(`[${known.joined()}]`) as Flag[];
      return parsed;
    },
  };
  textsBySnapshot.set(snapshot, known);
  return snapshot;
}

/** The texts of the flags of any snapshot. */
export function textsOf(snapshot: Snapshot): FlagTexts {
  const known = textsBySnapshot.get(snapshot);
  if (known !== undefined) return known;
  const each = (): string[] => snapshot.flags.map(canonicalJson);
  return { each, joined: () => each().join(',') };
}

/** The canonical text of each flag of any snapshot, in its order. */
export function flagTextsOf(snapshot: Snapshot): readonly string[] {
  return textsOf(snapshot).each();
}

/** The key of a flag, from its canonical text: what stands before `key` in it holds no member of that name. */
export function keyOfText(text: string): string {
  const start = text.indexOf('"key":"') + 7;
  return text.slice(start, text.indexOf('"', start));
}

/** Everything of a snapshot but its flags. */
export function membersOf(snapshot: Snapshot): Omit<Snapshot, 'flags'> {
  // Without reading `flags`, which would parse them all.
  const { flags: _, ...others } = Object.getOwnPropertyDescriptors(snapshot);
  return Object.defineProperties({}, others) as Omit<Snapshot, 'flags'>;
}

/**
 * The canonical text of a map with `flags` among its members: those before it, the flags' own texts, and the rest.
 * @param flags their texts with commas between.
 */
export function textWithFlags(members: object, flags: string): string {
  const names = Object.entries(members);
  const before = canonicalJson(Object.fromEntries(names.filter(([name]) => name < 'flags')));
  const after = canonicalJson(Object.fromEntries(names.filter(([name]) => name > 'flags')));
  return `${before.slice(0, -1)},"flags":[${flags}],${after.slice(1)}`;
}

/** The canonical text of a snapshot: what stores keep. */
export function snapshotText(snapshot: Snapshot): string {
  return textWithFlags(membersOf(snapshot), textsOf(snapshot).joined());
}

/** A snapshot as a file: its canonical text and a line break, the same bytes on every machine. */
export function renderSnapshot(snapshot: Snapshot): string {
  return `${snapshotText(snapshot)}\n`;
}

/** How many flags a snapshot holds. */
export function countFlags(snapshot: Snapshot): number {
  return (textsBySnapshot.get(snapshot)?.each() ?? snapshot.flags).length;
}
