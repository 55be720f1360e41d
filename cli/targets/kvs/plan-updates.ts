import { PAGE_PREFIX, pagesOf, placeKeys, STORE_LIMITS } from '@flagforge/edge/pack';
import type { StoreUpdate } from '@flagforge/edge/store';
import { sha256 } from '../held-document.ts';
import type { Place } from '../target.ts';
import type { WantedEntries } from './wanted-entries.ts';

/** One call, without the ETag that it is made with. */
export type PlannedUpdate = Omit<StoreUpdate, 'ifMatch'>;

/** How a store gets from what it holds to what is wanted, in calls that it takes. */
export interface UpdatePlan {
  /** In this order; the one that puts the pointer is the switch. Empty: nothing is to be done. */
  readonly updates: readonly PlannedUpdate[];
  /** Keys that readers read and that are put: pages, and the pointer. */
  readonly changedKeys: number;
}

/** What would not fit. */
export interface NoRoom {
  /** Bytes that the store would have to hold: the version that is served, the next one, and what others keep in it. */
  readonly neededBytes: number;
}

type Entries = ReadonlyMap<string, string>;

const bytesOf = (name: string, value: string): number => Buffer.byteLength(name) + Buffer.byteLength(value);

/**
 * Plans a publish: pages first, then the pointer in one call with the publisher's notes, then what nobody needs any more:
 * pages to which neither a pointer nor the one before it leads, of any place. Only what differs is put, so that a second
 * run after a crash goes on where the first one ended. What is no page stays, whoever wrote it.
 * @param entries everything that the store holds.
 */
export function planUpdates(entries: Entries, place: Place, wanted: WantedEntries): UpdatePlan | NoRoom {
  const names = placeKeys(place);
  const pages = new Map([...wanted.pages].filter(([name, value]) => entries.get(name) !== value));
  const before = pointerBefore(entries, place, wanted);
  const heads = new Map<string, string>();
  for (const [name, value] of [
    ...(before === null ? [] : [[names.before, before] as const]),
    [names.held, wanted.held] as const,
    [names.pointer, wanted.pointer] as const,
  ])
    if (entries.get(name) !== value) heads.set(name, value);

  const after = new Map([...entries, ...pages, ...heads]);
  const isGarbage = unreached(after);
  const garbage = [...entries.keys()].filter(isGarbage);
  const room = makeRoom(entries, new Map([...pages, ...heads]), place, wanted);
  if (!Array.isArray(room)) return room;

  const collected = garbage.filter((name) => !room.includes(name));
  return {
    updates: [...inBatches([], room), ...withSwitch(pages, heads, collected)],
    changedKeys: pages.size + (heads.has(names.pointer) ? 1 : 0),
  };
}

/** What readers in flight may still follow after the switch; null: nothing. Unchanged where the pages stay the same. */
function pointerBefore(entries: Entries, place: Place, { pointer, pages }: WantedEntries): string | null {
  const names = placeKeys(place);
  const current = entries.get(names.pointer);
  const kept = entries.get(names.before) ?? null;
  if (current === undefined || current === pointer) return kept;
  const old = pagesOf(current, (name) => entries.get(name), sha256).keys;
  const next = pagesOf(pointer, (name) => pages.get(name) ?? entries.get(name), sha256).keys;
  if (old.size === 0) return kept;
  return old.size === next.size && [...old].every((name) => next.has(name)) ? kept : current;
}

/** Tells the pages to which no pointer leads, of any place, and none before one. */
function unreached(entries: Entries): (name: string) => boolean {
  const reached = new Set<string>();
  for (const [name, value] of entries) {
    if (name.startsWith(PAGE_PREFIX) || name.endsWith(':held')) continue;
    for (const page of pagesOf(value, (other) => entries.get(other), sha256).keys) reached.add(page);
  }
  return (name) => name.startsWith(PAGE_PREFIX) && !reached.has(name);
}

/**
 * What has to be deleted before anything is put, so that the store never holds more than it may: what nobody needs, and
 * what only readers of the version before the present one need, who are long gone.
 */
function makeRoom(entries: Entries, puts: Entries, place: Place, wanted: WantedEntries): string[] | NoRoom {
  let neededBytes = 0;
  for (const [name, value] of new Map([...entries, ...puts])) neededBytes += bytesOf(name, value);
  if (neededBytes <= STORE_LIMITS.storeBytes) return [];

  const { before, pointer } = placeKeys(place);
  // As if the next pointer stood beside today's: what it leads to is not in the way.
  const isOutdated = unreached(
    new Map([...entries, [before, ''], ...wanted.pages, [`${pointer}:next`, wanted.pointer]]),
  );
  const removed = [...entries].filter(([name]) => name === before || isOutdated(name));
  for (const [name, value] of removed) if (!puts.has(name)) neededBytes -= bytesOf(name, value);
  return neededBytes <= STORE_LIMITS.storeBytes ? removed.map(([name]) => name) : { neededBytes };
}

/** Pages in calls of their own, but for the last ones, which go with the switch; garbage fills it up and follows it. */
function withSwitch(pages: Entries, heads: Entries, garbage: readonly string[]): PlannedUpdate[] {
  const { keysPerUpdate } = STORE_LIMITS;
  const all = [...pages];
  const beside = all.length % keysPerUpdate;
  const isRoomy = beside + heads.size <= keysPerUpdate;
  const first = isRoomy ? all.slice(0, all.length - beside) : all;
  const last = new Map([...(isRoomy ? all.slice(all.length - beside) : []), ...heads]);
  const free = last.size === 0 ? 0 : keysPerUpdate - last.size;
  return [
    ...inBatches(first, []),
    ...(last.size === 0 ? [] : [{ puts: last, deletes: garbage.slice(0, free) }]),
    ...inBatches([], garbage.slice(free)),
  ];
}

function inBatches(puts: readonly (readonly [string, string])[], deletes: readonly string[]): PlannedUpdate[] {
  const { keysPerUpdate } = STORE_LIMITS;
  const updates: PlannedUpdate[] = [];
  for (let at = 0; at < puts.length; at += keysPerUpdate)
    updates.push({ puts: new Map(puts.slice(at, at + keysPerUpdate)), deletes: [] });
  for (let at = 0; at < deletes.length; at += keysPerUpdate)
    updates.push({ puts: new Map(), deletes: deletes.slice(at, at + keysPerUpdate) });
  return updates;
}
