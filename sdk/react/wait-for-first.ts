'use client';

import * as React from 'react';
import type { Context, CoreClient } from '../web/client.ts';
import type { FlagContextValue } from './flag-context.ts';

/** One wait a client and context: React asks again and again for the same promise. */
interface Wait {
  readonly context: Context;
  readonly promise: Promise<void>;
  isOver: boolean;
}

const waits = new WeakMap<CoreClient, Wait>();

/**
 * The wait for the client's present context, begun where nothing is known of it yet. Where there is no need for one: the one
 * before, which is over, as React wants a component that waited to ask again when it need not wait any more.
 */
function waitOf(client: CoreClient, ms: number): Wait | undefined {
  const known = waits.get(client);
  if (known?.context === client.context) return known;
  if (client.status !== 'loading' || Object.keys(client.results().flags).length > 0) return known;
  const { context } = client;
  const promise = new Promise<void>((resolve) => {
    void client.ready(ms).then(() => end());
    // The former context gets no answer any more; who waits is not shown yet and hears of the present one only by this.
    const stop = client.on(() => {
      if (client.context !== context) end();
    });
    const end = () => {
      stop();
      wait.isOver = true;
      resolve();
    };
  });
  const wait: Wait = { context, promise, isOver: false };
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
  if (wait === undefined) return;
  if (use !== undefined) use(wait.promise);
  else if (!wait.isOver) throw wait.promise;
}
