import { isIntactPage, type PackedSnapshot, packSnapshot, STORE_LIMITS } from '@flagforge/edge/pack';
import { type KeyValueStore, StoreConflict } from '@flagforge/edge/store';
import { codedError } from '../../coded-error.ts';
import { readStoredSnapshot } from '../../compile/index.ts';
import { EXIT } from '../../exit-codes.ts';
import { countOf } from '../../terminal/count.ts';
import { sha256 } from '../held-document.ts';
import type { Offer, Target, TargetDocument } from '../target.ts';
import { backoffMs, MACHINE_PAUSES, type Pauses } from './backoff.ts';
import { kvsProblem } from './kvs-problem.ts';
import { createListing } from './listing.ts';
import { planUpdates, type UpdatePlan } from './plan-updates.ts';
import { largestFlags, sizeText } from './sizes.ts';
import { readStanding } from './standing.ts';
import { wantedEntries } from './wanted-entries.ts';

export interface KvsTargetOptions {
  /** How long to wait before trying again. Default: the machine's clock, and chance. */
  readonly pauses?: Pauses;
  /** Told after each call that changed the store: how many of how many. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Told when the last call was made, or one failed. */
  readonly onEnd?: () => void;
}

/** How often a publish begins anew because somebody else was faster; one that got forward counts as a first attempt. */
const ATTEMPTS = 8;
/** However far it gets each time. */
const MOST_ATTEMPTS = 100;

/**
 * CloudFront KeyValueStore as a target. A version is written beside the one that is served, page by page, and then switched
 * to in one update that all or nothing of happens; whoever reads in between reads the old one, whole. What a run that was
 * interrupted left behind is used or collected by the next. Of two publishers at once one begins anew.
 * @throws CommandError from `offer` and `read`: (3) FF3181 it cannot be reached, FF3182 it refuses, FF3183 somebody is always
 *   faster; from `offer` (1) FF3184 it does not fit, FF3185 two pages have the same name.
 * @see contract 8; .github/decisions/0016-edge.md
 */
export function createKvsTarget(store: KeyValueStore, options: KvsTargetOptions = {}): Target {
  const { pauses = MACHINE_PAUSES, onProgress = () => {}, onEnd = () => {} } = options;
  const pause = (attempt: number): Promise<void> => pauses.sleep(backoffMs(attempt, pauses.random()));
  const list = createListing(store, pause);

  const attempting = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      throw kvsProblem(error, store.address);
    } finally {
      onEnd();
    }
  };

  const apply = async (etag: string, { updates }: UpdatePlan, onUpdate: () => void): Promise<void> => {
    let ifMatch = etag;
    for (const [index, update] of updates.entries()) {
      ifMatch = (await store.update({ ifMatch, ...update })).etag;
      onUpdate();
      onProgress(index + 1, updates.length);
    }
  };

  const offer = async (document: TargetDocument): Promise<Offer> => {
    const packed = packedOf(document);
    let changedKeys = 0;
    let hasChanged = false;
    let failures = 0;
    for (let attempt = 1; attempt <= MOST_ATTEMPTS && failures < ATTEMPTS; attempt += 1) {
      const { etag, entries } = await list();
      const wanted = wantedEntries(document, packed, readStanding(entries, document.place));
      if ('outcome' in wanted) return wanted;
      checkNames(entries, wanted.pages);
      const plan = planUpdates(entries, document.place, wanted);
      if ('neededBytes' in plan) throw noRoom(document, packed, plan.neededBytes);
      changedKeys = Math.max(changedKeys, plan.changedKeys);
      if (plan.updates.length === 0) return hasChanged ? written(changedKeys) : { outcome: 'held' };
      try {
        await apply(etag, plan, () => {
          hasChanged = true;
          failures = 0;
        });
        return written(changedKeys);
      } catch (error) {
        if (!(error instanceof StoreConflict)) throw error;
        // It may have been our own update, of which no answer came.
        hasChanged = true;
        failures += 1;
        await pause(failures);
      }
    }
    throw new StoreConflict(store.address);
  };

  return {
    name: 'edge',
    address: store.address,
    offer: (document) => attempting(() => offer(document)),
    read: (place, kind, expected) =>
      attempting(async () => {
        const { pointer, isWhole, ...standing } = readStanding((await list()).entries, place);
        const [version, noted] =
          kind === 'keys' ? [standing.keysVersion, standing.keysHash] : [standing.version, standing.hash];
        if (pointer === null || version === 0) return null;
        // Else a hash of no document: what is there is not what was written.
        const hash = noted === null || (kind === 'snapshot' && !isWhole) ? sha256(pointer) : noted;
        // Packing leaves out what the edge does not need, so that the snapshot's own bytes cannot be had back from it.
        const digest = expected?.version === version && expected.hash === hash ? expected.digest : hash;
        return { version, hash, digest };
      }),
    evaluators: async () => [],
    fill: () =>
      attempting(async () => {
        const { itemCount, totalBytes } = await store.describe();
        return { items: itemCount, bytes: totalBytes, limitBytes: STORE_LIMITS.storeBytes };
      }),
    close: async () => {},
  };
}

const written = (changedKeys: number): Offer => ({
  outcome: 'written',
  note: `${countOf(changedKeys, 'key')}, switched`,
});

/** Packed once, however often the store changes while it is written. */
function packedOf({ kind, version, place, body }: TargetDocument): PackedSnapshot | null {
  if (kind === 'keys') return null;
  const snapshot = readStoredSnapshot(body);
  if (snapshot === null) throw new TypeError(`v${version} of ${place.environment} is no snapshot`);
  return packSnapshot(snapshot, { sha256 });
}

/** @throws CommandError (1, FF3185) when another page lies under the name of one of these. */
function checkNames(entries: ReadonlyMap<string, string>, pages: ReadonlyMap<string, string>): void {
  const clash = [...pages].find(([key, value]) => {
    const there = entries.get(key);
    return there !== undefined && there !== value && isIntactPage(key, there, sha256);
  });
  if (clash !== undefined) throw codedError(EXIT.findings, 'FF3185', { key: clash[0] });
}

function noRoom({ place }: TargetDocument, packed: PackedSnapshot | null, neededBytes: number) {
  return codedError(EXIT.findings, 'FF3184', {
    environment: place.environment,
    needed: sizeText(neededBytes),
    room: sizeText(STORE_LIMITS.storeBytes),
    largest: packed === null ? '' : largestFlags(packed),
  });
}
