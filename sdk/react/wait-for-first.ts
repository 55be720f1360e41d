'use client';

import * as React from 'react';
import type { Context, CoreClient } from '../web/client.ts';
import type { FlagContextValue } from './flag-context.ts';

/** One wait a client and context: React asks again and again for the same promise. */
interface Wait {
  readonly context: Context;
  readonly promise: Promise<boolean>;
  isOver: boolean;
}

const waits = new WeakMap<CoreClient, Wait>();

/** The wait for the client's present context, begun where nothing is known of it yet; null: there was no need for one. */
function waitOf(client: CoreClient, ms: number): Wait | null {
  const known = waits.get(client);
  if (known !== undefined && known.context === client.context) return known;
  if (client.status !== 'loading' || Object.keys(client.results().flags).length > 0) return null;
  const promise = client.ready(ms);
  const wait: Wait = { context: client.context, promise, isOver: false };
  void promise.then(() => {
    wait.isOver = true;
  });
  waits.set(client, wait);
  return wait;
}

/** React 18 has no `use`; bundlers must not look for it there. */
const use = (React as unknown as Record<string, ((promise: Promise<unknown>) => unknown) | undefined>)['use'.trim()];

/**
 * Suspends the component while nothing is known of the client's context, for as long as the provider allows. Never on a
 * server, which has no client that could hear of anything.
 */
export function waitForFirst({ client, suspenseMs }: FlagContextValue): void {
  if (suspenseMs === null || typeof document === 'undefined') return;
  const wait = waitOf(client, suspenseMs);
  if (wait === null) return;
  // A component that waited asks again when it need not wait any more: React wants to see that.
  if (use !== undefined) use(wait.promise);
  else if (!wait.isOver) throw wait.promise;
}
