/** What tests named `x.stores.test.ts` are given: `inject('stores')`. */
export interface Stores {
  /** As superuser. */
  readonly postgresUrl: string;
  /** The name of a migrated database that nobody connects to: tests copy it. */
  readonly template: string;
  readonly redisUrl: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    stores: Stores;
  }
}
