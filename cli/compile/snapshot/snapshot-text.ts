/**
 * The canonical text of a snapshot, put together from the texts of its flags. Ten thousand flags are some megabytes:
 * who hashes, writes, stores or compares them needs their texts and never their values.
 */
import type { Flag, Snapshot } from '@flagforge/sdk/engine';
import { canonicalJson } from '@flagforge/sdk/snapshot';

/** The canonical texts of the flags of each snapshot that was made here, ascending by key. */
const textsBySnapshot = new WeakMap<Snapshot, () => readonly string[]>();

/**
 * A snapshot of these members whose `flags` are parsed when they are first read.
 * @param texts gives the canonical text of each flag, ascending by key; called once, when they are first needed.
 */
export function snapshotOfTexts(members: Omit<Snapshot, 'flags'>, texts: () => readonly string[]): Snapshot {
  let parsed: readonly Flag[] | undefined;
  let known: readonly string[] | undefined;
  const all = (): readonly string[] => {
    known ??= texts();
    return known;
  };
  const snapshot: Snapshot = {
    ...members,
    get flags() {
      parsed ??= JSON.parse(`[${all().join(',')}]`) as Flag[];
      return parsed;
    },
  };
  textsBySnapshot.set(snapshot, all);
  return snapshot;
}

/** The canonical text of each flag of any snapshot, in its order. */
export function flagTextsOf(snapshot: Snapshot): readonly string[] {
  return textsBySnapshot.get(snapshot)?.() ?? snapshot.flags.map(canonicalJson);
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

/** The canonical text of a map with `flags` among its members: those before it, the flags' own texts, and the rest. */
export function textWithFlags(members: object, flags: readonly string[]): string {
  const names = Object.entries(members);
  const before = canonicalJson(Object.fromEntries(names.filter(([name]) => name < 'flags')));
  const after = canonicalJson(Object.fromEntries(names.filter(([name]) => name > 'flags')));
  return `${before.slice(0, -1)},"flags":[${flags.join(',')}],${after.slice(1)}`;
}

/** The canonical text of a snapshot: what stores keep. */
export function snapshotText(snapshot: Snapshot): string {
  return textWithFlags(membersOf(snapshot), flagTextsOf(snapshot));
}

/** A snapshot as a file: its canonical text and a line break, the same bytes on every machine. */
export function renderSnapshot(snapshot: Snapshot): string {
  return `${snapshotText(snapshot)}\n`;
}

/** How many flags a snapshot holds. */
export function countFlags(snapshot: Snapshot): number {
  return (textsBySnapshot.get(snapshot)?.() ?? snapshot.flags).length;
}
