'use client';

import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { FallbackOf, Given, KeyOf, RegisteredFlags } from '../typed/index.ts';
import type { CoreClient, FlagResult, Results } from '../web/client.ts';
import { detailsOf } from './details-of.ts';
import { useProvided } from './use-client.ts';
import { waitForFirst } from './wait-for-first.ts';

type Fallbacks = { readonly [Key in KeyOf<RegisteredFlags>]?: FallbackOf<RegisteredFlags, Key> };
type Found = readonly (FlagResult | undefined)[];

const NONE: Results = { version: 0, flags: {} };

/** Results of some flags, as one list that is the same until one of them changes. */
function createStore(client: CoreClient, keys: readonly string[], { flags }: Results) {
  let last: Found = [];
  const first = keys.map((key) => (Object.hasOwn(flags, key) ? flags[key] : undefined));
  return {
    subscribe: (onChange: () => void) =>
      client.on((change) => {
        if (change.keys.some((key) => keys.includes(key))) onChange();
      }),
    now: (): Found => {
      const found = keys.map((key) => client.peek(key));
      if (last.length !== found.length || found.some((result, index) => result !== last[index])) last = found;
      return last;
    },
    first: (): Found => first,
  };
}

/**
 * The values of several flags: `useFlags({ 'new-ui': false, colour: 'red' })`, each with its fallback. The component renders
 * again when the result of one of these is another one.
 */
export function useFlags<const Asked extends Fallbacks>(
  fallbacks: Asked,
): { [Key in keyof Asked & KeyOf<RegisteredFlags>]: Given<RegisteredFlags, Key, Asked[Key]> } {
  const provided = useProvided();
  const { client, bootstrap = NONE } = provided;
  waitForFirst(provided);
  const names = JSON.stringify(Object.keys(fallbacks));
  const store = useMemo(() => createStore(client, JSON.parse(names), bootstrap), [client, names, bootstrap]);
  const found = useSyncExternalStore(store.subscribe, store.now, store.first);
  useEffect(() => {
    if (found === store.now()) for (const key of JSON.parse(names)) client.count(key);
  }, [client, names, store, found]);
  const values = Object.entries(fallbacks).map(([key, fallback], index) => [
    key,
    detailsOf(found[index], fallback, NONE).value,
  ]);
  return Object.fromEntries(values);
}
