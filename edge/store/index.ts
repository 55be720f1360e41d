/** A store of keys and values as CloudFront has it. */
export { type KeyValueStore, StoreConflict, type StoreState, type StoreUpdate } from './key-value-store.ts';
