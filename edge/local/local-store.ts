import { STORE_LIMITS } from '../pack/limits.ts';
import { bytesOf } from '../pack/size-of.ts';
import { type KeyValueStore, StoreConflict, type StoreState, type StoreUpdate } from '../store/key-value-store.ts';

/** A store in memory, which can be looked into. */
export interface LocalStore extends KeyValueStore {
  readonly entries: ReadonlyMap<string, string>;
}

/** What a store does not take. */
export class StoreRefusal extends Error {
  readonly kind: 'ValidationException' | 'ServiceQuotaExceededException';

  constructor(kind: StoreRefusal['kind'], message: string) {
    super(message);
    this.name = kind;
    this.kind = kind;
  }
}

/** CloudFront KeyValueStore, as far as its documentation says what it does, in memory: as strict, and all or nothing. */
export function createLocalStore(address = 'memory'): LocalStore {
  let entries = new Map<string, string>();
  let revision = 1;
  let bytes = 0;

  const state = (): StoreState => ({
    etag: `E${String(revision).padStart(12, '0')}`,
    itemCount: entries.size,
    totalBytes: bytes,
  });

  return {
    address,
    get entries() {
      return entries;
    },
    describe: async () => state(),
    list: async () => new Map([...entries].sort(([a], [b]) => (a < b ? -1 : 1))),
    get: async (key) => entries.get(key) ?? null,
    async update(update) {
      checkUpdate(update);
      if (update.ifMatch !== state().etag) throw new StoreConflict(address);
      const next = new Map(entries);
      const gone = [...update.puts.keys(), ...update.deletes].flatMap((key) => {
        const value = entries.get(key);
        return value === undefined ? [] : [[key, value] as const];
      });
      const nextBytes = bytes - bytesIn(gone) + bytesIn(update.puts);
      for (const key of update.deletes) next.delete(key);
      for (const [key, value] of update.puts) next.set(key, value);
      if (nextBytes > STORE_LIMITS.storeBytes)
        throw new StoreRefusal('ServiceQuotaExceededException', 'the store would hold more than 5 MB');
      entries = next;
      bytes = nextBytes;
      revision += 1;
      return state();
    },
  };
}

function bytesIn(entries: Iterable<readonly [string, string]>): number {
  let sum = 0;
  for (const [key, value] of entries) sum += bytesOf(key) + bytesOf(value);
  return sum;
}

/** @throws StoreRefusal for an update that no store takes. */
function checkUpdate({ puts, deletes }: StoreUpdate): void {
  const refuse = (message: string): never => {
    throw new StoreRefusal('ValidationException', message);
  };
  const keys = [...puts.keys(), ...deletes];
  if (keys.length === 0) refuse('an update changes at least one key');
  if (keys.length > STORE_LIMITS.keysPerUpdate) refuse(`an update changes at most ${STORE_LIMITS.keysPerUpdate} keys`);
  if (new Set(keys).size !== keys.length) refuse('an update names each key once');
  if (keys.some((key) => key === '' || bytesOf(key) > STORE_LIMITS.keyBytes))
    refuse(`a key has 1 to ${STORE_LIMITS.keyBytes} bytes`);
  if ([...puts.values()].some((value) => value === '' || bytesOf(value) > STORE_LIMITS.valueBytes))
    refuse(`a value has 1 to ${STORE_LIMITS.valueBytes} bytes`);
  const bytes = [...puts].reduce((sum, [key, value]) => sum + bytesOf(key) + bytesOf(value), 0);
  if (bytes > STORE_LIMITS.updateBytes) refuse('an update carries at most 3 MB');
}
