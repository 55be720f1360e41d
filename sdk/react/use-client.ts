'use client';

import { useContext } from 'react';
import type { RegisteredFlags } from '../typed/index.ts';
import type { Client } from '../web/client.ts';
import { FlagContext, type FlagContextValue } from './flag-context.ts';

/** What the nearest provider gives. @throws where there is none: that is a mistake in the program, not of a flag. */
export function useProvided(): FlagContextValue {
  const provided = useContext(FlagContext);
  if (provided === null) throw new Error('There is no <FlagProvider> above this component.');
  return provided;
}

/** The client of the nearest provider, to identify somebody or force a variant. @throws without a provider. */
export function useClient<Flags = RegisteredFlags>(): Client<Flags> {
  return useProvided().client as Client<Flags>;
}
