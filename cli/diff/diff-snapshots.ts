/** What differs between two snapshots of one environment, thing by thing. */
import type { Overlay, Snapshot } from '@flagforge/sdk/engine';
import { canonicalJson } from '@flagforge/sdk/snapshot';
import { differingFlags, flagTextsOf, keyOfText } from '../compile/index.ts';
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
    if (subject === 'flag') return diffFlags(before, after);
    return diffStates(subject, before === null ? NOTHING : statesOf(before), statesOf(after));
  });
}

const NOTHING: States = new Map();

/** Ascending by name. Flags are taken from their texts. */
const SUBJECTS: readonly (readonly [ChangeSubject, (snapshot: Snapshot) => States])[] = [
  ['environment', ({ environment, format, unit, overrides }) => oneState(environment, { format, unit, overrides })],
  ['flag', () => NOTHING],
  ['group', ({ groups }) => new Map(groups.map((group) => [group.name, canonicalJson(group)]))],
  ['hold', holdState],
  ['kill', ({ overlays }) => new Map(overlays.filter(isKill).map((kill) => [kill.flag, canonicalJson(kill)]))],
  ['segment', ({ segments }) => new Map(segments.map((segment) => [segment.name, canonicalJson(segment)]))],
];

function diffFlags(before: Snapshot | null, after: Snapshot): Change[] {
  const byKey = (texts: readonly string[]): States => new Map(texts.map((text) => [keyOfText(text), text]));
  if (before === null) return diffStates('flag', NOTHING, byKey(flagTextsOf(after)));
  const differing = differingFlags(before, after);
  return diffStates('flag', byKey(differing.before), byKey(differing.after));
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
