import type { Follower } from '../stream/index.ts';

/**
 * Lets a follower rest while nobody sees the page, and ask anew when the network is back.
 * @param hiddenMs how long a page may be hidden before that, in ms.
 * @param signal ends it.
 */
export function watchPage({ pause, restart }: Follower, signal: AbortSignal, hiddenMs = 60_000): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = (): void => {
    const isHidden = !!globalThis.document?.hidden;
    clearTimeout(timer);
    timer = setTimeout(pause, isHidden ? hiddenMs : 0, isHidden);
  };
  globalThis.addEventListener?.('visibilitychange', look, { signal });
  // Another network may mean another address, which rules can ask for: what changed since would not be enough.
  globalThis.addEventListener?.('online', restart, { signal });
  look();
}
