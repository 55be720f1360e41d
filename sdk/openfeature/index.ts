/** FlagForge for OpenFeature: a provider for servers and one for pages. Neither loads the other's client or SDK. */
export { createServerProvider, type ProviderOptions } from './server-provider.ts';
export { createWebProvider } from './web-provider.ts';
