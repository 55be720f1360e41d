import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { Snapshot } from '@flagforge/sdk/engine';
import { canonicalJson, signedText } from '@flagforge/sdk/snapshot';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keyRecord } from '../keys/key.ts';
import type { LogEntry } from '../log.ts';
import { shopSnapshot } from '../testing/shop-snapshot.ts';
import type { Store } from './decide.ts';
import { type StoredDocument, sha256 } from './documents.ts';
import { createShelf, type Shelf } from './shelf.ts';

interface TestShelf extends Shelf {
  readonly log: LogEntry[];
  /** The versions that were announced, in order. */
  readonly announced: number[];
}

function shelfOf(publicKeys: readonly KeyObject[] = [], now = 0): TestShelf {
  const log: LogEntry[] = [];
  const announced: number[] = [];
  const shelf = createShelf({
    rules: { organization: 'acme', project: 'web-store', publicKeys },
    log: (entry) => log.push(entry),
    clock: () => now,
    onSnapshot: ({ version }) => announced.push(version),
    onKeys: () => {},
    onTaken: () => {},
  });
  return { ...shelf, log, announced };
}

/** The document of a snapshot as a store has it; `change` is what is wrong with it. */
function stored(store: Store, snapshot: Snapshot, change: Partial<StoredDocument> = {}): StoredDocument {
  const { environment, version, hash } = snapshot;
  return { store, kind: 'snapshot', environment, version, hash, body: canonicalJson(snapshot), ...change };
}

function storedKeys(store: Store, version: number, body: string, change: Partial<StoredDocument> = {}): StoredDocument {
  return { store, kind: 'keys', environment: 'production', version, hash: sha256(body), body, ...change };
}

/** Two different snapshots for each version. */
const snapshotAt = (version: number, variant: number): Snapshot =>
  shopSnapshot({ version, commit: 'c', overlays: variant === 0 ? [] : [{ kind: 'kill', flag: 'banner' }] });

describe('whatever the stores offer, in whatever order', () => {
  const offers = fc.array(
    fc.record({
      store: fc.constantFrom<Store>('redis', 'postgres', 'disk'),
      version: fc.integer({ min: 1, max: 4 }),
      variant: fc.integer({ min: 0, max: 1 }),
      damage: fc.constantFrom('none', 'none', 'none', 'cut', 'hash', 'version', 'content', 'format', 'place'),
    }),
    { maxLength: 25 },
  );
  const damaged = (document: StoredDocument, snapshot: Snapshot, damage: string): StoredDocument => {
    const bodyOf = (change: object): string => canonicalJson({ ...snapshot, ...change });
    if (damage === 'cut') return { ...document, body: document.body.slice(0, -7) };
    if (damage === 'hash') return { ...document, hash: sha256('another') };
    if (damage === 'version') return { ...document, version: snapshot.version + 5 };
    if (damage === 'content') return { ...document, body: bodyOf({ flags: [] }) };
    if (damage === 'format') return { ...document, body: bodyOf({ format: 99 }) };
    if (damage === 'place') return { ...document, environment: 'staging' };
    return document;
  };

  test('the newest good one is served, never an older after it, and Postgres settles what one version is', () => {
    fc.assert(
      fc.property(offers, (sequence) => {
        const shelf = shelfOf();
        let newest = 0;
        let truth: string | null = null;
        for (const { store, version, variant, damage } of sequence) {
          const snapshot = snapshotAt(version, variant);
          const before = shelf.snapshot('production');
          const outcome = shelf.offer(damaged(stored(store, snapshot), snapshot, damage));
          const served = shelf.snapshot('production');
          expect(outcome === 'refused').toBe(damage !== 'none');
          if (damage !== 'none') {
            expect(served).toBe(before);
            continue;
          }
          if (version > newest) truth = null;
          newest = Math.max(newest, version);
          if (version === newest && store === 'postgres') truth = snapshot.hash;
          expect(served?.version).toBe(newest);
          if (truth !== null) expect(served?.hash).toBe(truth);
          else if (before?.version === newest) expect(served?.hash).toBe(before.hash);
          expect(outcome === 'taken').toBe(served?.hash !== before?.hash || served?.version !== before?.version);
        }
        expect(shelf.announced).toEqual([...shelf.announced].sort((a, b) => a - b));
        expect(shelf.snapshot('staging')).toBeNull();
      }),
      { numRuns: 300 },
    );
  });

  test('the keys that are served are the newest, too', () => {
    const bodies = ['a', 'b'].map((name) =>
      JSON.stringify({ keys: [keyRecord(`ff_server_${name}`, { environment: 'production' })] }),
    );
    const keyOffers = fc.array(
      fc.record({
        store: fc.constantFrom<Store>('redis', 'postgres', 'disk'),
        version: fc.integer({ min: 1, max: 4 }),
        body: fc.constantFrom(...bodies, '{"keys":[]}', '{"keys":[{}]}', '{'),
      }),
    );
    fc.assert(
      fc.property(keyOffers, (sequence) => {
        const shelf = shelfOf();
        let newest = 0;
        for (const { store, version, body } of sequence) {
          const isGood = shelf.offer(storedKeys(store, version, body)) !== 'refused';
          if (isGood) newest = Math.max(newest, version);
          expect(shelf.held('keys', 'production')?.version ?? 0).toBe(newest);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('a document is refused, counted once and logged once', () => {
  const good = shopSnapshot({ version: 3 });
  test.each<[string, StoredDocument]>([
    ['it is cut short', stored('redis', good, { body: canonicalJson(good).slice(0, 100) })],
    ['it is cut short', stored('redis', good, { body: '' })],
    ['contentHash', stored('redis', good, { body: canonicalJson({ ...good, flags: [] }) })],
    ['its hash is not that of its content', stored('redis', good, { body: canonicalJson({ ...good, overlays: [1] }) })],
    ['its hash is not the one that it is stored with', stored('redis', good, { hash: sha256('other') })],
    ['it is version 3, but stored as 4', stored('redis', good, { version: 4 })],
    ['it is version 3, but stored as none', stored('redis', good, { version: null })],
    ['it was never published', stored('redis', shopSnapshot({ version: 0 }))],
    ['format 99 is newer', stored('redis', { ...good, format: 99 })],
    ['it is of other/web-store/production', stored('redis', shopSnapshot({ organization: 'other', version: 3 }))],
    [
      'it is of acme/web-store/staging',
      stored('redis', shopSnapshot({ environment: 'staging' }), { environment: 'production' }),
    ],
    ['its list of keys: not JSON', storedKeys('redis', 1, '{')],
    ['its list of keys: key 1 "hash"', storedKeys('redis', 1, '{"keys":[{}]}')],
    [
      'another environment',
      storedKeys('redis', 1, JSON.stringify({ keys: [keyRecord('ff_server_a', { environment: 'staging' })] })),
    ],
    ['its hash is not', storedKeys('redis', 1, '{"keys":[]}', { hash: sha256('other') })],
    ['no whole number', storedKeys('redis', 1, '{"keys":[]}', { version: null })],
  ])('%s', (problem, document) => {
    const shelf = shelfOf();
    for (const _ of [1, 2, 3]) expect(shelf.offer(document)).toBe('refused');
    expect(shelf.log).toHaveLength(1);
    expect(shelf.log[0]).toMatchObject({ level: 'error', store: 'redis', problem: expect.stringContaining(problem) });
    expect(shelf.refused('production')).toBe(1);
    expect(shelf.held(document.kind, 'production')).toBeNull();
  });

  test('each of several, though their reason is the same', () => {
    const shelf = shelfOf();
    for (const length of [10, 20, 20, 30]) shelf.offer(stored('redis', good, { body: 'x'.repeat(length) }));
    expect([shelf.refused('production'), shelf.refused('staging'), shelf.log.length]).toEqual([3, 0, 1]);
  });
});

describe('a signature', () => {
  const [ours, theirs] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')];
  const signed = (key: KeyObject, snapshot: Snapshot, over: Snapshot = snapshot): Snapshot => ({
    ...snapshot,
    signature: sign(null, Buffer.from(signedText(over)), key).toString('base64'),
  });
  const plain = shopSnapshot({ version: 3, commit: 'c1' });
  const UNKNOWN = 'its signature is by none of the known keys';

  test.each<[string, Snapshot, readonly KeyObject[], string | null]>([
    ['is not asked for without a key', plain, [], null],
    ['is not looked at without a key', signed(theirs.privateKey, plain), [], null],
    ['of the publisher passes', signed(ours.privateKey, plain), [ours.publicKey], null],
    ['of one of several publishers passes', signed(ours.privateKey, plain), [theirs.publicKey, ours.publicKey], null],
    ['must be there', plain, [ours.publicKey], 'it is not signed'],
    ['of somebody else is refused', signed(theirs.privateKey, plain), [ours.publicKey], UNKNOWN],
    [
      'of another version is refused',
      signed(ours.privateKey, plain, { ...plain, version: 2 }),
      [ours.publicKey],
      UNKNOWN,
    ],
    [
      'of another commit is refused',
      signed(ours.privateKey, plain, { ...plain, commit: 'c2' }),
      [ours.publicKey],
      UNKNOWN,
    ],
    ['of another content is refused', signed(ours.privateKey, plain, snapshotAt(3, 1)), [ours.publicKey], UNKNOWN],
    [
      'of another place is refused',
      signed(ours.privateKey, plain, { ...plain, project: 'x' }),
      [ours.publicKey],
      UNKNOWN,
    ],
    ['that is none is refused', { ...plain, signature: 'x' }, [ours.publicKey], 'its signature is none of Ed25519'],
  ])('%s', (_, snapshot, keys, problem) => {
    const shelf = shelfOf(keys);
    expect(shelf.offer(stored('redis', snapshot))).toBe(problem === null ? 'taken' : 'refused');
    if (problem !== null) expect(shelf.log).toMatchObject([{ event: 'snapshot_refused', problem }]);
  });
});

test('keys that ended make no difference between what two stores say of one version', () => {
  const [one, ended] = [
    keyRecord('ff_server_one', { environment: 'production' }),
    keyRecord('ff_server_ended', { environment: 'production', expiresAt: 1_000 }),
  ];
  const shelf = shelfOf([], 2_000);
  shelf.offer(storedKeys('redis', 4, JSON.stringify({ keys: [one, ended] })));
  expect(shelf.offer(storedKeys('postgres', 4, JSON.stringify({ keys: [one] })))).toBe('kept');
  expect(shelf.log.map(({ event }) => event)).toEqual(['document_taken']);
  expect(shelf.held('keys', 'production')?.store).toBe('postgres');
});

test('what two stores disagree on is logged, and Postgres is believed', () => {
  const shelf = shelfOf();
  shelf.offer(stored('redis', snapshotAt(2, 0)));
  expect(shelf.offer(stored('postgres', snapshotAt(2, 1)))).toBe('taken');
  expect(shelf.offer(stored('redis', snapshotAt(2, 0)))).toBe('kept');
  expect(shelf.snapshot('production')?.hash).toBe(snapshotAt(2, 1).hash);
  expect(shelf.log.filter(({ event }) => event === 'stores_differ')).toMatchObject([
    { store: 'postgres', held: 'redis', version: 2 },
    { store: 'redis', held: 'postgres', version: 2 },
  ]);
});
