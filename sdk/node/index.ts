/** FlagForge for Node: snapshots by stream, evaluated in this process. */
export type {
  Change,
  Client,
  ClientEvent,
  ClientOptions,
  CommonOptions,
  Context,
  Details,
  Hook,
  HookContext,
  ReadOptions,
  RemoteOptions,
  SourceOptions,
  Status,
} from './client.ts';
export { createClient } from './create-client.ts';
export { fileSource } from './file-source.ts';
export { type MemorySource, memorySource } from './memory-source.ts';
export { remoteSource } from './remote-source.ts';
export type { SnapshotSource, SourceListener } from './source.ts';
