'use client';

import { useCallback, useEffect, useSyncExternalStore } from 'react';
import type { FallbackOf, Given, KeyOf, RegisteredFlags } from '../typed/index.ts';
import type { Results } from '../web/client.ts';
import { detailsOf, type FlagDetails } from './details-of.ts';
import { useProvided } from './use-client.ts';
import { waitForFirst } from './wait-for-first.ts';

const NONE: Results = { version: 0, flags: {} };

/**
 * A flag's value, and what is known of it. The component renders again when the result of this flag is another one, and for
 * no other flag. What it shows counts as one evaluation, however often it renders.
 */
export function useFlagDetails<
  const Key extends KeyOf<RegisteredFlags>,
  const Fallback extends FallbackOf<RegisteredFlags, Key>,
>(key: Key, fallback: Fallback): FlagDetails<Given<RegisteredFlags, Key, Fallback>> {
  const provided = useProvided();
  const { client, bootstrap = NONE } = provided;
  waitForFirst(provided);
  const subscribe = useCallback((onChange: () => void) => client.on(key, onChange), [client, key]);
  const isOwn = Object.hasOwn(bootstrap.flags, key);
  const result = useSyncExternalStore(
    subscribe,
    () => client.peek(key),
    () => (isOwn ? bootstrap.flags[key] : undefined),
  );
  useEffect(() => {
    if (client.peek(key) === result) client.count(key);
  }, [client, key, result]);
  const isFirst = result !== client.peek(key);
  return detailsOf(result, fallback, isFirst ? bootstrap : client.results()) as FlagDetails<
    Given<RegisteredFlags, Key, Fallback>
  >;
}
