import { describePointer, type EdgeKey, keysIn, PACK_FORMAT, pagesOf, placeKeys } from '@flagforge/edge/pack';
import { sha256 } from '../held-document.ts';
import type { Place } from '../target.ts';
import { type HeldRecord, parseHeldRecord } from './held-record.ts';

/** How a place stands in a store: what readers follow, and what the publisher noted of it. */
export interface Standing {
  /** The value that readers follow; null: there is none. */
  readonly pointer: string | null;
  /** Of the snapshot; 0: none. */
  readonly version: number;
  /** The snapshot's hash; null: what is there is not what was noted, so that nothing is known of it. */
  readonly hash: string | null;
  readonly keysVersion: number;
  /** Of the document of keys; null: they have to be packed again. */
  readonly keysHash: string | null;
  readonly keys: readonly EdgeKey[];
  /** How many keys found no room. */
  readonly keysLeftOut: number;
  /** False: the pointer does not lead to every page, or a page is not what its name says. */
  readonly isWhole: boolean;
}

/** Reads how a place stands. A note that does not fit the pointer beside it is not believed, but for the version of the keys. */
export function readStanding(entries: ReadonlyMap<string, string>, place: Place): Standing {
  const names = placeKeys(place);
  const pointer = entries.get(names.pointer) ?? null;
  if (pointer === null)
    return {
      pointer,
      version: 0,
      hash: null,
      keysVersion: 0,
      keysHash: null,
      keys: [],
      keysLeftOut: 0,
      isWhole: false,
    };
  const read = describePointer(pointer);
  const note = parseHeldRecord(entries.get(names.held) ?? '');
  const isNoted = note !== null && isNoteOf(note, pointer);
  return {
    pointer,
    version: read?.version ?? 0,
    hash: isNoted ? note.hash : null,
    keysVersion: note?.keysVersion ?? 0,
    keysHash: isNoted ? note.keysHash : null,
    keys: read === null ? [] : keysIn(pointer),
    keysLeftOut: note?.keysLeftOut ?? 0,
    isWhole: read?.packFormat === PACK_FORMAT && pagesOf(pointer, (name) => entries.get(name), sha256).isWhole,
  };
}

function isNoteOf(note: HeldRecord, pointer: string): boolean {
  return note.pointer === sha256(pointer);
}
