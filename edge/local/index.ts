/** The edge on this machine: a store in memory, and what runs the function over it. */
export type { EdgeEvent } from '../function/event.ts';
export { createLocalStore, type LocalStore, StoreRefusal } from './local-store.ts';
export { type EdgeFunction, isResponse, loadFunction, type ReadValue } from './run-function.ts';
export { type EdgeServer, type EdgeServerOptions, serveEdge } from './serve-edge.ts';
