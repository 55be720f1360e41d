import { type KeyValueStore, StoreConflict } from '@flagforge/edge/store';

/** Everything that a store held at one instant. */
export interface Listing {
  readonly etag: string;
  readonly entries: ReadonlyMap<string, string>;
}

/** How often a store is listed again because somebody changed it meanwhile. */
const ATTEMPTS = 5;

/**
 * Lists a store as it was at one instant, although it is handed out page by page: its ETag before and after are the same.
 * While nobody changes the store, it is listed once, and then only asked for its ETag.
 * @throws StoreConflict when others change it all the time.
 */
export function createListing(store: KeyValueStore, pause: (attempt: number) => Promise<void>): () => Promise<Listing> {
  let known: Listing | null = null;
  return async () => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      if (attempt > 0) await pause(attempt);
      const { etag } = await store.describe();
      if (known?.etag === etag) return known;
      const entries = await store.list();
      if ((await store.describe()).etag === etag) {
        known = { etag, entries };
        return known;
      }
    }
    throw new StoreConflict(store.address);
  };
}
