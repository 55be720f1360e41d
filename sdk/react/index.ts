/** FlagForge for React 18.3 and 19: hooks over the client of pages. */
export type { FlagDetails } from './details-of.ts';
export { FlagProvider, type FlagProviderProps } from './flag-provider.ts';
export { useClient } from './use-client.ts';
export { useFlag } from './use-flag.ts';
export { useFlagDetails } from './use-flag-details.ts';
export { useFlags } from './use-flags.ts';
