import type { AnyProviderEvent, ProviderEventEmitter } from '@openfeature/core';
import { providerError } from './provider-error.ts';

type Standing = 'loading' | 'live' | 'stale' | 'refused' | 'closed';

/** What both clients have in common, as far as events go. */
interface Told {
  on(listener: (change: { readonly keys: readonly string[]; readonly status: Standing }) => void): () => void;
  readonly status: Standing;
}

/**
 * Tells of a client's changes as OpenFeature's events: flags that changed, and whether the client hears of changes.
 * @returns stops it.
 */
export function followClient(client: Told, events: ProviderEventEmitter<AnyProviderEvent>): () => void {
  let last = client.status;
  return client.on(({ keys, status }) => {
    const before = last;
    last = status;
    if (keys.length > 0) events.emit('PROVIDER_CONFIGURATION_CHANGED' as AnyProviderEvent, { flagsChanged: [...keys] });
    if (status === before) return;
    // The first time is told by who waits for `initialize`.
    if (status === 'live' && before !== 'loading') events.emit('PROVIDER_READY' as AnyProviderEvent);
    if (status === 'stale' && before === 'live') events.emit('PROVIDER_STALE' as AnyProviderEvent);
    if (status === 'refused') {
      const { message, code } = providerError(true);
      events.emit('PROVIDER_ERROR' as AnyProviderEvent, { message, errorCode: code });
    }
  });
}
