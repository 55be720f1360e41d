/** FlagForge's read-only evaluation server, to be embedded (`flagforge dev`) or run (`main.ts`). */
export { createFileKeys } from './keys/file.ts';
export { generateKey, hashKey, type KeyKind, type KeyRecord, keyRecord } from './keys/key.ts';
export { createMemoryKeys, type MemoryKeys } from './keys/memory.ts';
export type { KeySource } from './keys/source.ts';
export { DEFAULT_LIMITS, type Limits } from './limits.ts';
export type { Log, LogEntry, LogLevel } from './log.ts';
export { createEvaluationServer, type EvaluationServer, type EvaluationServerOptions } from './server.ts';
export { createFileSource } from './snapshots/file.ts';
export { createMemorySource, type MemorySource } from './snapshots/memory.ts';
export type { SnapshotSource, SnapshotUpdate } from './snapshots/source.ts';
export { type PostgresAddress, parsePostgresAddress } from './stores/postgres-address.ts';
export type { RedisSettings } from './stores/redis-client.ts';
export type { StoreSettings } from './stores/settings.ts';
export { createStoreSources, type StoreOptions, type StoreSources } from './stores/store-sources.ts';
export type { TicketStore } from './tickets/ticket-store.ts';
