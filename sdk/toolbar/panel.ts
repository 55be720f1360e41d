import { countForced } from './count-forced.ts';
import { element, glyph } from './element.ts';
import { createFlagList } from './flag-list.ts';
import { forgetLink } from './forget-link.ts';
import { linkWithOverrides } from './link-with-overrides.ts';
import type { ToolbarClient } from './toolbar-client.ts';
import { counted, STATUS_WORDS } from './words.ts';

/** The open toolbar. */
export interface Panel {
  readonly element: HTMLElement;
  /** Shows how all stands. `changed`: keys of flags that have another result than before. */
  show(changed: readonly string[]): void;
  /** Puts the focus where one begins: into the filter. */
  focus(): void;
}

/** More flags than this at once are told by their number. */
const TOLD_BY_NAME = 3;

/** @param close called by the button and by Esc */
export function createPanel(client: ToolbarClient, close: () => void): Panel {
  const filter = element('input', {
    ...{ type: 'search', placeholder: 'Filter by key, value or reason', 'aria-label': 'Filter flags' },
    ...{ autocomplete: 'off', spellcheck: 'false' },
  });
  const status = element('span', { class: 'status' });
  const shut = element('button', { type: 'button', class: 'icon', 'aria-label': 'Close', title: 'Close' });
  shut.append(glyph('M4 4l8 8M12 4l-8 8'));
  const notice = element('p', { class: 'notice' });
  const nothing = element('p', { class: 'nothing' });
  const count = element('span', { class: 'count' });
  const reset = element('button', { type: 'button' }, 'Reset all');
  const copy = element('button', { type: 'button', class: 'primary' }, 'Copy link');
  const link = element('input', { class: 'link', readonly: '', 'aria-label': 'Link with these variants' });
  const told = element('p', { class: 'told', role: 'status' });
  const footer = element('footer', {}, count, reset, copy, link);
  const list = createFlagList(
    client,
    () => filter.focus(),
    (key, variant) => {
      client.override(key, variant);
      forgetLink();
      // What is asked for is seen at once; what it gives, when the evaluator has answered.
      show([]);
    },
  );
  const scroller = element(
    'div',
    { class: 'list', role: 'region', 'aria-label': 'List of flags' },
    list.element,
    nothing,
  );

  /** Says it to screen readers; the same words twice are said twice. */
  const tell = (words: string): void => {
    told.textContent = told.textContent === words ? `${words}\u00a0` : words;
  };

  const show = (changed: readonly string[]): void => {
    const results = client.results();
    const [word, meaning] = STATUS_WORDS[client.status];
    const asked = Object.keys(client.overrides());
    const isHeard = results.version > 0;
    const isAllowed = results.overrides === true;
    const unknown = asked.filter((key) => isHeard && !Object.hasOwn(results.flags, key));
    const [matching, all] = list.show(filter.value, changed);

    status.textContent = word;
    status.title = meaning;
    status.dataset['status'] = client.status;
    notice.textContent = [
      client.status === 'live' || client.status === 'loading' ? '' : meaning,
      !isHeard || isAllowed ? '' : 'This environment does not allow overrides, so variants cannot be forced here.',
      unknown.length === 0 ? '' : `Asked for, but no flag here: ${unknown.join(', ')}.`,
    ]
      .filter((text) => text !== '')
      .join(' ');
    notice.hidden = notice.textContent === '';
    nothing.hidden = matching > 0;
    nothing.textContent = !isHeard ? meaning : all === 0 ? 'No flags.' : 'No flag matches.';
    count.textContent =
      asked.length > 0
        ? `${countForced(client)} forced`
        : matching < all
          ? `${matching} of ${all}`
          : counted(all, 'flag');
    // Where there is nothing to press, the arrow keys have to reach what scrolls.
    scroller.tabIndex = isAllowed ? -1 : 0;
    reset.hidden = asked.length === 0;
    copy.hidden = asked.length === 0 || !isAllowed;
    link.hidden = true;
  };

  filter.addEventListener('input', () => {
    show([]);
    tell(count.textContent);
  });
  filter.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      list.enter();
    }
  });
  reset.addEventListener('click', () => {
    for (const key of Object.keys(client.overrides())) client.override(key, null);
    forgetLink();
    show([]);
    // The button is gone, and the focus with it.
    filter.focus();
    tell('No variant is forced any more.');
  });
  copy.addEventListener('click', async () => {
    const address = linkWithOverrides(location.href, client.overrides());
    try {
      await navigator.clipboard.writeText(address);
      tell('Link copied');
      copy.textContent = 'Copied';
    } catch {
      // Without HTTPS, or where the page forbids it: it is shown, to be copied by hand.
      link.value = address;
      link.hidden = false;
      link.select();
      tell('The browser does not let this page copy. The link is selected.');
    }
  });
  copy.addEventListener('blur', () => {
    copy.textContent = 'Copy link';
  });
  shut.addEventListener('click', close);

  const panel = element(
    'div',
    { class: 'panel', role: 'dialog', 'aria-label': 'Feature flags' },
    element('header', {}, element('h2', {}, 'Flags'), status, shut),
    element('div', { class: 'search' }, filter),
    notice,
    scroller,
    footer,
    told,
  );
  panel.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    if (filter.value === '') return close();
    filter.value = '';
    show([]);
    filter.focus();
  });

  return {
    element: panel,
    show(changed) {
      show(changed);
      if (changed.length > TOLD_BY_NAME) tell(`${changed.length} flags changed`);
      else if (changed.length > 0) {
        const flags = client.results().flags;
        tell(changed.map((key) => `${key}: ${flags[key]?.variant ?? 'no value'}`).join(', '));
      }
    },
    focus: () => filter.focus(),
  };
}
