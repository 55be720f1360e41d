/** A store of keys and values as CloudFront has it: what a publisher does with it. */

/** How full a store is; its ETag changes with every update, by whomever. */
export interface StoreState {
  readonly etag: string;
  readonly itemCount: number;
  /** Bytes of all keys and values. */
  readonly totalBytes: number;
}

/** One update: all of it happens, or nothing. */
export interface StoreUpdate {
  /** The ETag that the store must still have. */
  readonly ifMatch: string;
  readonly puts: ReadonlyMap<string, string>;
  readonly deletes: readonly string[];
}

export interface KeyValueStore {
  /** Where it is, for messages. */
  readonly address: string;
  describe(): Promise<StoreState>;
  /** Everything, page by page: not at one instant. */
  list(): Promise<ReadonlyMap<string, string>>;
  /** null: there is no such key. */
  get(key: string): Promise<string | null>;
  /** @throws StoreConflict when somebody was faster; nothing was written. */
  update(update: StoreUpdate): Promise<StoreState>;
}

/** Somebody else changed the store since its ETag was read. */
export class StoreConflict extends Error {
  constructor(address: string) {
    super(`${address} was changed by somebody else in between`);
    this.name = 'StoreConflict';
  }
}
