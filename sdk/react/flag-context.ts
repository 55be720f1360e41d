'use client';

import { createContext } from 'react';
import type { CoreClient, Results } from '../web/client.ts';

/** What a provider gives to the hooks below it. */
export interface FlagContextValue {
  readonly client: CoreClient;
  readonly bootstrap: Results | undefined;
  /** null: nobody waits. */
  readonly suspenseMs: number | null;
}

/** Null where there is no provider. */
export const FlagContext = createContext<FlagContextValue | null>(null);
