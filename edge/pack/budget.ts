import { STORE_LIMITS } from './limits.ts';
import type { PackedSnapshot } from './packed.ts';

/** How much of a store a snapshot takes. */
export interface Budget {
  /** Bytes while a version is switched: this one, and one before that is as large. */
  readonly neededBytes: number;
  /** Of the store: 1 is all of it. */
  readonly share: number;
  /** The flags that take most, largest first: at most five. */
  readonly largest: readonly { readonly flag: string; readonly bytes: number }[];
}

/** From this share of the store on it is time to say so. */
export const BUDGET_WARNING = 0.8;

const MOST_NAMED = 5;

/** What a snapshot that shares its store with no other environment takes of it. */
export function budgetOf({ bytes, flagBytes }: Pick<PackedSnapshot, 'bytes' | 'flagBytes'>): Budget {
  const neededBytes = 2 * (bytes + 3 * STORE_LIMITS.valueBytes);
  const largest = [...flagBytes].map(([flag, size]) => ({ flag, bytes: size })).sort((a, b) => b.bytes - a.bytes);
  return { neededBytes, share: neededBytes / STORE_LIMITS.storeBytes, largest: largest.slice(0, MOST_NAMED) };
}
