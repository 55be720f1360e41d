import { linkWithOverrides } from './link-with-overrides.ts';

/**
 * Takes `?ff_...` out of the page's address. Else a reload would force again what was let go of; what is forced is kept
 * by the tab.
 */
export function forgetLink(): void {
  const address = linkWithOverrides(location.href, {});
  if (address !== location.href) history.replaceState(history.state, '', address);
}
