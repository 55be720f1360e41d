'use client';

import { useSyncExternalStore } from 'react';
import type { FallbackOf, Given, KeyOf, RegisteredFlags } from '../typed/index.ts';
import { detailsOf, type FlagDetails } from './details-of.ts';
import { useProvided } from './use-client.ts';
import { NONE, useResults } from './use-results.ts';

/**
 * A flag's value, and what is known of it. The component renders again when the result of this flag is another one, and for
 * no other flag: `version` is the one of that time. It also does so after it was hydrated, and when the first results are
 * here, as the reason why there is no value may be another one.
 */
export function useFlagDetails<
  const Key extends KeyOf<RegisteredFlags>,
  const Fallback extends FallbackOf<RegisteredFlags, Key>,
>(key: Key, fallback: Fallback): FlagDetails<Given<RegisteredFlags, Key, Fallback>> {
  const { client, bootstrap = NONE } = useProvided();
  const [result] = useResults([key]);
  // What the server knew, nothing yet, or something. The result alone does not tell: the same one may be of another version
  // by now, and a flag that there is not has none before and after.
  const stage = useSyncExternalStore(
    client.on,
    () => (client.results().version > 0 ? 'some' : 'none'),
    () => 'first',
  );
  return detailsOf(result, fallback, stage === 'first' ? bootstrap : client.results()) as FlagDetails<
    Given<RegisteredFlags, Key, Fallback>
  >;
}
