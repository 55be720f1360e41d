/** FlagForge for pages: no dependency, and every value at once. */
export type { Change, Client, ClientOptions, Context, Details, FlagResult, Results, Source, Status } from './client.ts';
export { createClient } from './create-client.ts';
