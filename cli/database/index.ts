/** Postgres, as FlagForge uses it: a server, or the embedded one. */
export type { Database, Transaction } from './database.ts';
