import { BENCH_CONTEXT } from '../bench-snapshot.ts';
import type { Contexts } from './messages.ts';

/** Long enough that a context has about 1 KB, as one with many attributes has. */
const PADDING = 'x'.repeat(820);

/** The context of a client, by its number. */
export function contextOf(client: number, contexts: Contexts): Record<string, unknown> {
  const user = contexts === 'same' ? 0 : client;
  return { ...BENCH_CONTEXT, userId: `user-${user}`, cart: PADDING };
}
