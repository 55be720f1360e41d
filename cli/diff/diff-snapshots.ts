/** What differs between two snapshots of one environment, thing by thing. */
import type { Overlay, Snapshot } from '@flagforge/sdk/engine';
import { canonicalJson } from '@flagforge/sdk/snapshot';
import { flagTextsOf, keyOfText } from '../compile/index.ts';
import type { Change, ChangeSubject } from './change.ts';

/** What is there of one subject: names and their states, canonical JSON. */
type States = ReadonlyMap<string, string>;

/**
 * The changes from one snapshot to another, ascending by subject, then by name (both by UTF-16 code unit). Pure; flags
 * are compared by their canonical texts, so that nothing is parsed where both snapshots were made by this program.
 * `instants` follow from flags and segments and are no subject of their own; `version`, `commit`, `compiler`, hashes and
 * the signature are of the version, not of its content.
 * @param before null: nothing was published yet, and everything is new.
 */
export function diffSnapshots(before: Snapshot | null, after: Snapshot): Change[] {
  return SUBJECTS.flatMap(([subject, statesOf]) => {
    return diffStates(subject, before === null ? NOTHING : statesOf(before, after), statesOf(after, before));
  });
}

const NOTHING: States = new Map();

/** Ascending by name. What a subject's states are taken from, and what they are compared with. */
const SUBJECTS: readonly (readonly [ChangeSubject, (snapshot: Snapshot, other: Snapshot | null) => States])[] = [
  ['environment', ({ environment, format, unit, overrides }) => oneState(environment, { format, unit, overrides })],
  ['flag', flagStates],
  ['group', ({ groups }) => new Map(groups.map((group) => [group.name, canonicalJson(group)]))],
  ['hold', holdState],
  ['kill', ({ overlays }) => new Map(overlays.filter(isKill).map((kill) => [kill.flag, canonicalJson(kill)]))],
  ['segment', ({ segments }) => new Map(segments.map((segment) => [segment.name, canonicalJson(segment)]))],
];

/** Only those flags that the other snapshot does not have word for word: most of ten thousand are the same. */
function flagStates(snapshot: Snapshot, other: Snapshot | null): States {
  const same = new Set(other === null ? [] : flagTextsOf(other));
  return new Map(
    flagTextsOf(snapshot).flatMap((text): [string, string][] => (same.has(text) ? [] : [[keyOfText(text), text]])),
  );
}

const isKill = (overlay: Overlay): overlay is Overlay & { readonly kind: 'kill' } => overlay.kind === 'kill';

function holdState({ environment, overlays }: Snapshot): States {
  const hold = overlays.find(({ kind }) => kind === 'hold');
  return hold === undefined ? new Map() : oneState(environment, hold);
}

const oneState = (name: string, value: object): States => new Map([[name, canonicalJson(value)]]);

function diffStates(subject: ChangeSubject, before: States, after: States): Change[] {
  const changes: Change[] = [];
  for (const [name, newState] of after) {
    const oldState = before.get(name) ?? null;
    if (oldState !== newState) changes.push({ subject, name, oldState, newState });
  }
  for (const [name, oldState] of before) {
    if (!after.has(name)) changes.push({ subject, name, oldState, newState: null });
  }
  return changes.sort((a, b) => (a.name < b.name ? -1 : 1));
}
