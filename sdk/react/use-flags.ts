'use client';

import type { FallbackOf, Given, KeyOf, RegisteredFlags } from '../typed/index.ts';
import { detailsOf } from './details-of.ts';
import { NONE, useResults } from './use-results.ts';

type Fallbacks = { readonly [Key in KeyOf<RegisteredFlags>]?: FallbackOf<RegisteredFlags, Key> };

/** No key beside those that there are: one that is right would else let a misspelled one pass. */
type OnlyFlags<Asked> = { readonly [Key in Exclude<keyof Asked, KeyOf<RegisteredFlags>>]: never };

/**
 * The values of several flags: `useFlags({ 'new-ui': false, colour: 'red' })`, each with its fallback. The component renders
 * again when the result of one of these is another one.
 */
export function useFlags<const Asked extends Fallbacks>(
  fallbacks: Asked & OnlyFlags<Asked>,
): { [Key in keyof Asked & KeyOf<RegisteredFlags>]: Given<RegisteredFlags, Key, Asked[Key]> } {
  const found = useResults(Object.keys(fallbacks));
  const values = Object.entries(fallbacks).map(([key, fallback], index) => [
    key,
    detailsOf(found[index], fallback, NONE).value,
  ]);
  return Object.fromEntries(values);
}
