/** What of a store has to change so that it holds another version. Pure. */
import { PAGE_PREFIX, pagesOf, placeKeys, STORE_LIMITS } from '@flagforge/edge/pack';
import { sha256 } from '../held-document.ts';
import type { Place } from '../target.ts';

/** What only publishers read: what the pointer is of. */
export interface HeldRecord {
  readonly version: number;
  readonly hash: string;
  readonly keysVersion: number;
  readonly keysHash: string;
  /** SHA-256 of the pointer's value, lower-case hex. */
  readonly pointer: string;
}

/** Updates in their order. Until `switch` the old version is served, whole; from then on the new one. */
export interface UpdatePlan {
  /** New pages that do not fit into the last update. */
  readonly pages: readonly ReadonlyMap<string, string>[];
  /** The rest of the pages with the pointer; empty: the pointer is as it should be. */
  readonly switch: ReadonlyMap<string, string>;
  /** Pages that nothing leads to any more. */
  readonly collect: readonly (readonly string[])[];
  /** Keys that change, apart from those that are collected. */
  readonly changed: number;
  /** Bytes of the store when both versions are there. */
  readonly peakBytes: number;
}

type Entries = ReadonlyMap<string, string>;

/** What a store says of a place; null: nothing, or nothing that can be read. */
export function heldRecord(entries: Entries, place: Place): HeldRecord | null {
  const text = entries.get(placeKeys(place).held);
  if (text === undefined) return null;
  try {
    const record = JSON.parse(text) as Partial<HeldRecord> | null;
    const isRecord = typeof record?.version === 'number' && typeof record.keysVersion === 'number';
    return isRecord ? (record as HeldRecord) : null;
  } catch {
    return null;
  }
}

function bytesOf(entries: Iterable<readonly [string, string]>): number {
  let sum = 0;
  for (const [key, value] of entries) sum += Buffer.byteLength(key) + Buffer.byteLength(value);
  return sum;
}

function* batches<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let first = 0; first < items.length; first += size) yield items.slice(first, first + size);
}

/** Whether a key is a pointer, or one that was one before: it has a place's slashes. */
const leadsToPages = (key: string): boolean => !key.startsWith(PAGE_PREFIX) && !key.endsWith(':held');

/**
 * Plans the switch of a place to a pointer and its pages. What is there already is not written again, whoever wrote it; pages
 * that no pointer leads to, of no environment and neither before the switch, are collected after it.
 * @param entries all that the store holds.
 */
export function planUpdate(
  entries: Entries,
  place: Place,
  next: { readonly pointer: string; readonly pages: Entries; readonly record: Omit<HeldRecord, 'pointer'> },
): UpdatePlan {
  const keys = placeKeys(place);
  const current = entries.get(keys.pointer);
  const pages = [...next.pages].filter(([key, value]) => entries.get(key) !== value);
  const head = new Map<string, string>([
    [keys.pointer, next.pointer],
    [keys.held, JSON.stringify({ ...next.record, pointer: sha256(next.pointer) })],
  ]);
  if (current !== undefined && current !== next.pointer) head.set(keys.before, current);
  for (const [key, value] of head) if (entries.get(key) === value) head.delete(key);

  const room = STORE_LIMITS.keysPerUpdate - head.size;
  const first = pages.length <= room ? [] : pages.slice(0, pages.length - room);
  const last = new Map([...pages.slice(first.length), ...head]);

  const after = new Map([...entries, ...pages, ...head]);
  const reached = new Set<string>();
  for (const [key, value] of after) {
    if (leadsToPages(key)) for (const page of pagesOf(value, (name) => after.get(name), sha256).keys) reached.add(page);
  }
  const garbage = [...after.keys()].filter((key) => key.startsWith(PAGE_PREFIX) && !reached.has(key));
  return {
    pages: [...batches(first, STORE_LIMITS.keysPerUpdate)].map((batch) => new Map(batch)),
    switch: last,
    collect: [...batches(garbage, STORE_LIMITS.keysPerUpdate)],
    changed: pages.length + head.size,
    peakBytes: bytesOf(after),
  };
}
