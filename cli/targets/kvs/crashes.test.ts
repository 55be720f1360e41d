import { createLocalStore, type LocalStore } from '@flagforge/edge/local';
import { STORE_LIMITS } from '@flagforge/edge/pack';
import type { KeyValueStore } from '@flagforge/edge/store';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Place, TargetDocument } from '../target.ts';
import { createKvsTarget } from './kvs-target.ts';
import { edgeKeys, edgeSnapshot } from './testing/documents.ts';
import { CutOff, type Ending, failingStore } from './testing/failing-store.ts';
import { readWhole, wasteIn } from './testing/read-whole.ts';
import { testPauses } from './testing/test-pauses.ts';

const PRODUCTION: Place = { organization: 'acme', project: 'shop', environment: 'production' };
const STAGING: Place = { ...PRODUCTION, environment: 'staging' };
const PREVIEW: Place = { ...PRODUCTION, environment: 'preview' };
const PLACES = [PRODUCTION, STAGING];

const values = (count: number, value: number): number[] => Array.from({ length: count }, () => value);

const offer = (store: KeyValueStore, document: TargetDocument) =>
  createKvsTarget(store, { pauses: testPauses() }).offer(document);

async function copyOf(entries: ReadonlyMap<string, string>): Promise<LocalStore> {
  const store = createLocalStore();
  const all = [...entries];
  for (let at = 0; at < all.length; at += STORE_LIMITS.keysPerUpdate) {
    const { etag } = await store.describe();
    await store.update({ ifMatch: etag, puts: new Map(all.slice(at, at + STORE_LIMITS.keysPerUpdate)), deletes: [] });
  }
  return store;
}

describe('a publisher that dies', () => {
  test.each<Ending>(['undone', 'done'])(
    'at any call (%s) leaves readers the old or the new version whole, and the next one finishes what it began',
    async (ending) => {
      const before = createLocalStore();
      await offer(before, edgeKeys(PRODUCTION, 1));
      await offer(before, edgeSnapshot(STAGING, 1, values(20, 9)));
      for (const version of [1, 2]) await offer(before, edgeSnapshot(PRODUCTION, version, values(600, version)));
      const next = edgeSnapshot(PRODUCTION, 3, values(600, 3));
      const whole = await copyOf(before.entries);
      await offer(whole, next);

      const seen = new Set<number | null>();
      let isCut = true;
      let number = 0;
      while (isCut) {
        number += 1;
        const store = await copyOf(before.entries);
        isCut = await offer(failingStore(store, number, ending), next).then(
          () => false,
          (error: unknown) => error instanceof CutOff,
        );
        seen.add(readWhole(store.entries, PRODUCTION));
        expect(readWhole(store.entries, STAGING)).toBe(1);
        await offer(store, next);
        expect(store.entries).toEqual(whole.entries);
      }
      expect([...seen]).toEqual([2, 3]);
      // Pages, the switch and what is collected take more than one update each.
      expect(number).toBeGreaterThan(6);
    },
  );
});

interface Step {
  readonly isStaging: boolean;
  readonly kind: 'snapshot' | 'keys';
  readonly values: readonly number[];
  readonly failAt: number;
  readonly ending: Ending;
  /** Another publisher writes this meanwhile: its version is older or newer. */
  readonly rival: { readonly isStaging: boolean; readonly values: readonly number[]; readonly isNewer: boolean } | null;
}

const steps = fc.array(
  fc.record<Step>({
    isStaging: fc.boolean(),
    kind: fc.constantFrom('snapshot', 'snapshot', 'keys'),
    values: fc.array(fc.nat(3), { minLength: 1, maxLength: 90 }),
    failAt: fc.integer({ min: 1, max: 12 }),
    ending: fc.constantFrom('undone', 'done'),
    rival: fc.option(
      fc.record({
        isStaging: fc.boolean(),
        values: fc.array(fc.nat(3), { minLength: 1, maxLength: 90 }),
        isNewer: fc.boolean(),
      }),
    ),
  }),
  { minLength: 1, maxLength: 7 },
);

test('whatever publishers do, die of and do at once, each place is whole, never goes back, and nothing stays that nobody needs', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const store = createLocalStore();
      const versions = { production: 0, staging: 0 };
      let next = 1;
      for (const { isStaging, kind, values: served, failAt, ending, rival } of all) {
        next += 2;
        const document =
          kind === 'keys'
            ? edgeKeys(isStaging ? STAGING : PRODUCTION, next)
            : edgeSnapshot(isStaging ? STAGING : PRODUCTION, next, served);
        const rivals =
          rival === null
            ? []
            : [edgeSnapshot(rival.isStaging ? STAGING : PRODUCTION, next + (rival.isNewer ? 1 : -1), rival.values)];
        // Each call of one lets the other have its turn, so that they meet in the middle of what they do.
        await Promise.all([
          offer(failingStore(store, failAt, ending), document).catch((error: unknown) => {
            if (!(error instanceof CutOff)) throw error;
          }),
          ...rivals.map((each) => offer(store, each)),
        ]);
        for (const place of PLACES) {
          const version = readWhole(store.entries, place) ?? 0;
          const name = place.environment === 'staging' ? 'staging' : 'production';
          expect(version).toBeGreaterThanOrEqual(versions[name]);
          versions[name] = version;
        }
        const { outcome } = await offer(store, document);
        if (rival === null) expect(outcome).not.toBe('ahead');
        // One more publish, of whatever, and there is no waste.
        await offer(store, edgeKeys(PREVIEW, next));
        expect(wasteIn(store.entries, PLACES)).toEqual([]);
      }
    }),
    { numRuns: 25 },
  );
});
