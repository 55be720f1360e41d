import { countForced } from './count-forced.ts';
import { element, glyph } from './element.ts';
import { createPanel } from './panel.ts';
import { isRememberedOpen, rememberOpen } from './remembered-open.ts';
import { STYLE } from './style.ts';
import type { ToolbarClient } from './toolbar-client.ts';

/** The element that holds the toolbar; a page has one at most. */
const HOST = 'flagforge-toolbar';

/** What pages listen to for shortcuts and for clicks beside what they opened: none of it is meant for them. */
const KEPT_INSIDE = ['keydown', 'keyup', 'keypress', 'pointerdown', 'mousedown', 'click'];

/** How the toolbar is shown. */
export interface ToolbarOptions {
  /** The lower corner of the window that it is in. Default `right`. */
  readonly side?: 'left' | 'right';
}

/** A toolbar on the page. */
export interface Toolbar {
  /** Takes it off the page. What was forced stays forced. */
  close(): void;
}

/**
 * Puts a toolbar for testers on the page: which flags there are, what they serve and why, and, where the environment
 * allows it, buttons that force variants in this tab. It lives in a shadow root, beside `body`, and neither takes the page's
 * styles nor gives it any. A second one takes the place of the first. Where there is no page (on a server) it does nothing.
 */
export function createToolbar(client: ToolbarClient, { side = 'right' }: ToolbarOptions = {}): Toolbar {
  if (typeof document === 'undefined') return { close: () => undefined };
  document.querySelector(HOST)?.remove();

  const host = document.createElement(HOST);
  host.lang = 'en';
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  for (const name of KEPT_INSIDE) root.addEventListener(name, (event) => event.stopPropagation());

  const label = element('span', {}, 'Flags');
  const launcher = element('button', { type: 'button', class: 'launcher', 'aria-haspopup': 'dialog' });
  launcher.append(glyph('M4 14V2.5M4 3h8l-2 3 2 3H4'), label);
  let isOpen = isRememberedOpen();

  const show = (changed: readonly string[]): void => {
    const forced = countForced(client);
    label.textContent = forced === 0 ? 'Flags' : `Flags: ${forced} forced`;
    launcher.classList.toggle('forced', forced > 0);
    launcher.hidden = isOpen;
    panel.element.hidden = !isOpen;
    if (isOpen) panel.show(changed);
  };
  const turn = (next: boolean): void => {
    isOpen = next;
    rememberOpen(next);
    show([]);
    if (next) panel.focus();
    else launcher.focus();
  };
  const panel = createPanel(client, () => turn(false));
  launcher.addEventListener('click', () => turn(true));

  root.append(element('section', { class: side, 'aria-label': 'FlagForge' }, launcher, panel.element));
  // Beside the body: frameworks that exchange the body, or what is in it, leave it alone.
  document.documentElement.append(host);
  // The top layer, where browsers have it: above whatever the page puts above all else.
  host.popover = 'manual';
  host.showPopover?.();
  show([]);

  const close = (): void => {
    stop();
    host.remove();
  };
  const stop = client.on(({ keys }) => {
    if (host.isConnected) show(keys);
    else close();
  });
  return { close };
}
