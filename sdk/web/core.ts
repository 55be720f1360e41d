/** The client without overrides and counts: for pages that count each byte. */
export type { Change, Client, ClientOptions, Context, Details, FlagResult, Results, Source, Status } from './client.ts';
export { createCoreClient as createClient } from './core-client.ts';
