'use client';

import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import type { FlagResult, Results } from '../web/client.ts';
import { createResultStore, type Found } from './result-store.ts';
import { useProvided } from './use-client.ts';
import { waitForFirst } from './wait-for-first.ts';

/** What is known where a server rendered without a bootstrap. */
export const NONE: Results = { version: 0, flags: {} };

/**
 * The results of these flags; the component renders again when one of them is another one. Each result that is shown
 * counts as one evaluation, however often it renders or its effects run.
 */
export function useResults(keys: readonly string[]): Found {
  const provided = useProvided();
  const { client, bootstrap = NONE } = provided;
  waitForFirst(provided);
  const names = JSON.stringify(keys);
  const store = useMemo(() => createResultStore(client, JSON.parse(names), bootstrap), [client, names, bootstrap]);
  const found = useSyncExternalStore(store.subscribe, store.now, store.first);
  const counted = useRef({ client, results: new Map<string, FlagResult | undefined>() });
  useEffect(() => {
    if (counted.current.client !== client) counted.current = { client, results: new Map() };
    const { results } = counted.current;
    (JSON.parse(names) as string[]).forEach((key, index) => {
      const result = found[index];
      // What only the server knew is not this client's to count.
      if (client.peek(key) !== result || (results.has(key) && results.get(key) === result)) return;
      results.set(key, result);
      client.count(key);
    });
  }, [client, names, found]);
  return found;
}
