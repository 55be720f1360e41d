'use client';

import type { FallbackOf, Given, KeyOf, RegisteredFlags } from '../typed/index.ts';
import { useFlagDetails } from './use-flag-details.ts';

/** A flag's value, or the fallback where there is none of its type. Renders and counts as `useFlagDetails` does. */
export function useFlag<
  const Key extends KeyOf<RegisteredFlags>,
  const Fallback extends FallbackOf<RegisteredFlags, Key>,
>(key: Key, fallback: Fallback): Given<RegisteredFlags, Key, Fallback> {
  return useFlagDetails(key, fallback).value;
}
