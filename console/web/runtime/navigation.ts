import { createContext, useContext } from 'react';

export interface Navigation {
  /** Shows another page, as a click on a link to it does. */
  readonly go: (address: string) => void;
  /** Shows the page of the address, which somebody has just changed. */
  readonly replace: () => void;
  /** Asks for the page that is shown again; what is on the screen stays until the new one is there. */
  readonly refresh: () => void;
  /** A page is on its way. */
  readonly isPending: boolean;
}

export const NavigationContext = createContext<Navigation>({ go() {}, replace() {}, refresh() {}, isPending: false });

export const useNavigation = (): Navigation => useContext(NavigationContext);
