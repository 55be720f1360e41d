import {
  type EdgeKey,
  isIntactPage,
  keysIn,
  type PackedSnapshot,
  packSnapshot,
  pagesOf,
  placeKeys,
  pointerValue,
  STORE_LIMITS,
  withKeys,
} from '@flagforge/edge/pack';
import { type KeyValueStore, StoreConflict } from '@flagforge/edge/store';
import type { Snapshot } from '@flagforge/sdk/engine';
import { codedError } from '../../coded-error.ts';
import { EXIT } from '../../exit-codes.ts';
import { sha256 } from '../held-document.ts';
import type { HeldDocument, Offer, Place, Target, TargetDocument } from '../target.ts';
import { type HeldRecord, heldRecord, planUpdate, type UpdatePlan } from './plan-update.ts';
import { largestFlags, sizeText } from './sizes.ts';

export interface KvsTargetOptions {
  /** Told of each update: how many keys were written of how many. */
  readonly onProgress?: (done: number, total: number) => void;
  /** How long to wait before the next attempt after a conflict, in ms. Default: up to a second, at random. */
  readonly backoff?: (attempt: number) => Promise<void>;
}

/** How often an update is worked out anew because somebody else was faster. */
const ATTEMPTS = 6;
const NOTHING: HeldRecord = { version: 0, hash: '', keysVersion: 0, keysHash: '', pointer: '' };

type Entries = ReadonlyMap<string, string>;

/** What a place should hold, and what to say where it does not fit. */
interface Wanted {
  readonly pointer: string;
  readonly pages: Entries;
  readonly record: Omit<HeldRecord, 'pointer'>;
  readonly packed: PackedSnapshot | null;
}

/** The client keys of a document of keys; server keys never go to the edge. */
function clientKeys(body: string): EdgeKey[] {
  const { keys } = JSON.parse(body) as { readonly keys: readonly (EdgeKey & { readonly kind: string })[] };
  return keys.flatMap(({ kind, hash, expiresAt, origins }) =>
    kind !== 'client'
      ? []
      : [{ hash, ...(expiresAt === undefined ? {} : { expiresAt }), ...(origins === undefined ? {} : { origins }) }],
  );
}

/** Packed once, however often the store changes while it is written. */
function packedOf({ kind, body }: TargetDocument): PackedSnapshot | null {
  return kind === 'keys' ? null : packSnapshot(JSON.parse(body) as Snapshot, { sha256 });
}

/** What the store should hold of a place once it has taken a document. */
function wantedOf(entries: Entries, document: TargetDocument, packed: PackedSnapshot | null, held: HeldRecord): Wanted {
  const current = entries.get(placeKeys(document.place).pointer);
  const { version, hash, keysVersion, keysHash } = held;
  if (packed === null) {
    const keys = clientKeys(document.body);
    const { value } = current === undefined ? pointerValue(null, keys) : withKeys(current, keys);
    const record = { version, hash, keysVersion: document.version, keysHash: document.hash };
    return { pointer: value, pages: new Map(), record, packed: null };
  }
  const { value } = pointerValue(packed, current === undefined ? [] : keysIn(current));
  const record = { version: document.version, hash: document.hash, keysVersion, keysHash };
  return { pointer: value, pages: packed.pages, record, packed };
}

/**
 * CloudFront KeyValueStore as a target. A version is written beside the one that is served, page by page, and then switched
 * to in one update that all or nothing of happens; whoever reads in between reads the old one, whole. What a run that was
 * interrupted left behind is used or collected by the next.
 * @see contract 8; .github/decisions/0016-edge.md
 */
export function createKvsTarget(store: KeyValueStore, options: KvsTargetOptions = {}): Target {
  const { onProgress = () => {}, backoff = waitAtRandom } = options;

  /** @throws StoreConflict when somebody was faster. */
  async function attempt(document: TargetDocument, packed: PackedSnapshot | null): Promise<Offer> {
    const { etag } = await store.describe();
    const entries = await store.list();
    const held = heldRecord(entries, document.place) ?? NOTHING;
    const [version, hash] = document.kind === 'keys' ? [held.keysVersion, held.keysHash] : [held.version, held.hash];
    if (version > document.version || (version === document.version && hash !== document.hash))
      return { outcome: 'ahead', version, hash };
    const wanted = wantedOf(entries, document, packed, held);
    const plan = planUpdate(entries, document.place, wanted);
    checkPlan(entries, document.place, wanted, plan);
    await write(plan, etag);
    if (plan.changed === 0) return { outcome: 'held' };
    return { outcome: 'written', note: `${plan.changed} ${plan.changed === 1 ? 'key' : 'keys'}, switched` };
  }

  async function write(plan: UpdatePlan, firstEtag: string): Promise<void> {
    const collected = plan.collect.reduce((sum, keys) => sum + keys.length, 0);
    const total = plan.changed + collected;
    let etag = firstEtag;
    let done = 0;
    const update = async (puts: Entries, deletes: readonly string[]): Promise<void> => {
      if (puts.size + deletes.length === 0) return;
      ({ etag } = await store.update({ ifMatch: etag, puts, deletes }));
      done += puts.size + deletes.length;
      onProgress(done, total);
    };
    for (const pages of plan.pages) await update(pages, []);
    await update(plan.switch, []);
    for (const keys of plan.collect) await update(new Map(), keys);
  }

  return {
    name: 'edge',
    address: store.address,

    async offer(document) {
      const packed = packedOf(document);
      for (let number = 1; ; number += 1) {
        try {
          return await attempt(document, packed);
        } catch (error) {
          if (!(error instanceof StoreConflict)) throw error;
          if (number === ATTEMPTS)
            throw codedError(EXIT.outside, 'FF3183', { address: store.address, attempts: ATTEMPTS });
          await backoff(number);
        }
      }
    },

    async read(place, kind, expected) {
      const entries = await store.list();
      const held = heldRecord(entries, place);
      return held === null ? null : describeHeld(entries, place, kind, held, expected);
    },

    evaluators: async () => [],
    close: async () => {},
  };
}

/** What is held, believed only as far as the pages and the pointer are what the record says. */
function describeHeld(
  entries: Entries,
  place: Place,
  kind: TargetDocument['kind'],
  held: HeldRecord,
  expected: HeldDocument | undefined,
): HeldDocument | null {
  const pointer = entries.get(placeKeys(place).pointer) ?? '';
  const isPointer = sha256(pointer) === held.pointer;
  if (kind === 'keys') {
    if (held.keysVersion === 0) return null;
    const hash = isPointer ? held.keysHash : sha256(pointer);
    return { version: held.keysVersion, hash, digest: hash };
  }
  if (held.version === 0) return null;
  const isWhole = isPointer && pagesOf(pointer, (key) => entries.get(key), sha256).isWhole;
  const hash = isWhole ? held.hash : sha256(pointer);
  // Packing leaves out what the edge does not need, so that the snapshot's own bytes cannot be had back from it.
  const digest = expected?.version === held.version && expected.hash === hash ? expected.digest : hash;
  return { version: held.version, hash, digest };
}

/** @throws CommandError (1): FF3184 it does not fit, FF3185 two pages have the same name. */
function checkPlan(
  entries: Entries,
  { environment }: Place,
  { pages, packed }: Wanted,
  { peakBytes }: UpdatePlan,
): void {
  const clash = [...pages].find(([key, value]) => {
    const there = entries.get(key);
    return there !== undefined && there !== value && isIntactPage(key, there, sha256);
  });
  if (clash !== undefined) throw codedError(EXIT.findings, 'FF3185', { key: clash[0] });
  if (peakBytes <= STORE_LIMITS.storeBytes) return;
  const largest = packed === null ? '' : largestFlags(packed);
  throw codedError(EXIT.findings, 'FF3184', {
    environment,
    needed: sizeText(peakBytes),
    room: sizeText(STORE_LIMITS.storeBytes),
    largest,
  });
}

async function waitAtRandom(attempt: number): Promise<void> {
  const ms = Math.random() * Math.min(1_000, 50 * 2 ** attempt);
  await new Promise((resolve) => setTimeout(resolve, ms));
}
