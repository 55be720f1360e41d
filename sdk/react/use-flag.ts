'use client';

import type { FallbackOf, Given, KeyOf, RegisteredFlags } from '../typed/index.ts';
import { detailsOf } from './details-of.ts';
import { NONE, useResults } from './use-results.ts';

/**
 * A flag's value, or the fallback where there is none of its type. The component renders again when the result of this
 * flag is another one, and for no other flag.
 */
export function useFlag<
  const Key extends KeyOf<RegisteredFlags>,
  const Fallback extends FallbackOf<RegisteredFlags, Key>,
>(key: Key, fallback: Fallback): Given<RegisteredFlags, Key, Fallback> {
  const [result] = useResults([key]);
  return detailsOf(result, fallback, NONE).value as Given<RegisteredFlags, Key, Fallback>;
}
