/** Whether what is on the screen is what is so: a stream tells when anything changes. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import { fetchSignedIn } from './fetch-signed-in.ts';
import { useNavigation } from './navigation.ts';
import { readEvents } from './read-events.ts';

export type Liveness =
  | { readonly kind: 'live' | 'connecting' }
  /** `since`: when it was lost, UTC epoch ms. */
  | { readonly kind: 'lost'; readonly since: number };

/** Waits between attempts, in ms: at random up to a bound that doubles, so that not everybody comes back at once. */
const FIRST_WAIT_MS = 1_000;
const MOST_WAIT_MS = 30_000;

/** Follows the changes of a project, and has the page asked for again with each. */
export function useLive(project: string): Liveness {
  const [liveness, setLiveness] = useState<Liveness>({ kind: 'connecting' });
  const { refresh } = useNavigation();
  const queries = useQueryClient();
  const onChange = useEffectEvent(() => {
    refresh();
    void queries.invalidateQueries();
  });
  useEffect(() => {
    const memory: Memory = { state: '' };
    let gone: AbortController | null = null;
    // A browser has six connections to one host: pages that nobody sees leave theirs to the others.
    const look = (): void => {
      if (document.visibilityState === 'hidden') {
        gone?.abort();
        gone = null;
      } else if (gone === null) {
        gone = new AbortController();
        void follow(project, memory, gone.signal, setLiveness, onChange);
      }
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => {
      document.removeEventListener('visibilitychange', look);
      gone?.abort();
    };
  }, [project]);
  return liveness;
}

/** How things were when they were told last, as text. */
interface Memory {
  state: string;
}

async function follow(
  project: string,
  memory: Memory,
  signal: AbortSignal,
  tell: (liveness: Liveness) => void,
  onChange: () => void,
): Promise<void> {
  let bound = FIRST_WAIT_MS;
  let lostSince: number | null = null;
  while (!signal.aborted) {
    try {
      const response = await fetchSignedIn('/v1/events', {
        headers: { 'x-flagforge-project': project },
        signal,
      });
      if (!response.ok || response.body === null) throw new Error(`answered with ${response.status}`);
      tell({ kind: 'live' });
      bound = FIRST_WAIT_MS;
      for await (const { name, data } of readEvents(response.body)) {
        lostSince = null;
        // The first one of a stream says how things are: different from before, something happened meanwhile.
        if (name === 'changed' || (memory.state !== '' && memory.state !== data)) onChange();
        if (name === 'state') memory.state = data;
      }
    } catch {
      // The wait says it.
    }
    if (signal.aborted) return;
    lostSince ??= Date.now();
    tell({ kind: 'lost', since: lostSince });
    await wait(Math.random() * bound, signal);
    bound = Math.min(MOST_WAIT_MS, bound * 2);
  }
}

/** Ends early when the browser is online again, or when nobody waits any more. */
function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      removeEventListener('online', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    addEventListener('online', done);
    signal.addEventListener('abort', done);
  });
}
