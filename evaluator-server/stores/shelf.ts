import type { KeyRecord } from '../keys/key.ts';
import type { Log } from '../log.ts';
import { checkKeys, checkSnapshot, keysHash, type SnapshotRules } from './check-document.ts';
import { decide, type Held, type Offered, standing } from './decide.ts';
import { type DocumentKind, type GoodKeys, type GoodSnapshot, type StoredDocument, sha256 } from './documents.ts';
import { createOnceLog } from './once.ts';

/** Where a document lies, without what is in it. */
export type DocumentPlace = Pick<StoredDocument, 'store' | 'kind' | 'environment' | 'version'>;

/** What became of a document: it is served now, it changed nothing, or it did not pass the checks. */
export type Outcome = 'taken' | 'kept' | 'refused';

/** The best document of each environment that any store has offered so far. Does no I/O. */
export interface Shelf {
  /** Checks a document and takes it if it is better than what is held. Never throws. */
  offer(document: StoredDocument): Outcome;
  /** What is held of an environment: what a store has to beat. */
  held(kind: DocumentKind, environment: string): Held | null;
  snapshot(environment: string): GoodSnapshot | null;
  /** The keys of every environment. */
  keys(): readonly KeyRecord[];
  /** The environments of which anything is held, in no order. */
  environments(): readonly string[];
  /** Counts and logs a document that is refused before its body was read. */
  refuse(place: DocumentPlace, problem: string): void;
  /** Logs, once, that a store has something older than what was held before it was asked. */
  noteOlder(place: DocumentPlace, held: Held): void;
  /** Logs, once, that a store has something else of the version that is held. */
  noteOther(place: DocumentPlace, held: Held): void;
  /** How many documents of an environment were refused since the process began, each counted once. */
  refused(environment: string): number;
}

export interface ShelfOptions {
  readonly rules: SnapshotRules;
  readonly log: Log;
  readonly clock: () => number;
  /** Called with each document that is taken, after it is held. */
  readonly onSnapshot: (document: GoodSnapshot) => void;
  readonly onKeys: () => void;
  /** The same document as its store gave it. */
  readonly onTaken: (document: StoredDocument) => void;
}

export function createShelf({ rules, log, clock, onSnapshot, onKeys, onTaken }: ShelfOptions): Shelf {
  const snapshots = new Map<string, GoodSnapshot>();
  const keys = new Map<string, GoodKeys>();
  const refusals = new Map<string, number>();
  const counted = new Set<string>();
  const { once } = createOnceLog(log);

  const refuse = (place: DocumentPlace, problem: string, body = ''): void => {
    const { store, kind, environment, version } = place;
    const event = kind === 'snapshot' ? 'snapshot_refused' : 'keys_refused';
    once({ level: 'error', event, store, environment, version, problem });
    const identity = `${store} ${kind} ${environment} ${version} ${sha256(body)}`;
    if (counted.has(identity)) return;
    counted.add(identity);
    refusals.set(environment, (refusals.get(environment) ?? 0) + 1);
  };

  const refused = (document: StoredDocument, problem: string): Outcome => {
    refuse(document, problem, document.body);
    return 'refused';
  };

  const noteOlder = ({ store, kind, environment, version }: DocumentPlace, held: Held): void => {
    if (store === 'disk') return;
    const event = store === 'postgres' ? 'database_behind' : 'redis_behind';
    once({ level: 'warn', event, document: kind, environment, version, served: held.version });
  };

  const noteOther = ({ store, kind, environment, version }: DocumentPlace, held: Held): void => {
    once({ level: 'error', event: 'stores_differ', store, document: kind, environment, version, held: held.store });
  };

  /** Holds a good document if it is better, in the map of its kind. */
  const place = <Good extends Offered & { readonly environment: string }>(
    shelf: Map<string, Good>,
    document: StoredDocument,
    good: Good,
    held: Good | null,
  ): Outcome => {
    const { store, kind, environment } = document;
    const result = standing(held, good);
    shelf.set(environment, decide(held, good));
    if (held !== null && (result === 'truer' || result === 'other')) noteOther(document, held);
    if (result !== 'newer' && result !== 'truer') return 'kept';
    log({ level: 'info', event: 'document_taken', store, document: kind, environment, version: good.version });
    return 'taken';
  };

  const offerSnapshot = (document: StoredDocument): Outcome => {
    const good = checkSnapshot(document, rules);
    if ('problem' in good) return refused(document, good.problem);
    const outcome = place(snapshots, document, good, snapshots.get(good.environment) ?? null);
    if (outcome === 'taken') onSnapshot(good);
    return outcome;
  };

  const offerKeys = (document: StoredDocument): Outcome => {
    const now = clock();
    const good = checkKeys(document, now);
    if ('problem' in good) return refused(document, good.problem);
    const before = keys.get(good.environment) ?? null;
    // Keys that have ended since make no difference between two stores.
    const held = before === null ? null : { ...before, hash: keysHash(before.records, now) };
    const outcome = place(keys, document, good, held);
    if (outcome === 'taken') onKeys();
    return outcome;
  };

  return {
    offer(document) {
      const outcome = document.kind === 'snapshot' ? offerSnapshot(document) : offerKeys(document);
      if (outcome === 'taken') onTaken(document);
      return outcome;
    },
    held: (kind, environment) => (kind === 'snapshot' ? snapshots : keys).get(environment) ?? null,
    snapshot: (environment) => snapshots.get(environment) ?? null,
    keys: () => [...keys.values()].flatMap(({ records }) => records),
    environments: () => [...new Set([...snapshots.keys(), ...keys.keys()])],
    refuse,
    noteOlder,
    noteOther,
    refused: (environment) => refusals.get(environment) ?? 0,
  };
}
