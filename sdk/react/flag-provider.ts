'use client';

import { createElement, type ReactElement, type ReactNode, useMemo } from 'react';
import type { CoreClient, Results } from '../web/client.ts';
import { FlagContext } from './flag-context.ts';

export interface FlagProviderProps {
  /** Made once, outside of any component: a client is a connection. The provider does not close it. */
  readonly client: CoreClient;
  /**
   * What the server rendered with: the same results that its client had, and this page's client. The first render in the
   * browser uses it too, so that both are the same, whatever the client knows by then. Without it that is fallbacks.
   */
  readonly bootstrap?: Results | undefined;
  /**
   * How long, in ms, a component below a Suspense boundary may wait for the first results of a context. It does not wait
   * where something is stored or bootstrapped. Default: none waits.
   */
  readonly suspenseMs?: number | undefined;
  readonly children?: ReactNode;
}

/** Gives a client to the hooks below it. Another client may take its place at any time. */
export function FlagProvider({ client, bootstrap, suspenseMs, children }: FlagProviderProps): ReactElement {
  const value = useMemo(() => ({ client, bootstrap, suspenseMs: suspenseMs ?? null }), [client, bootstrap, suspenseMs]);
  return createElement(FlagContext.Provider, { value }, children);
}
