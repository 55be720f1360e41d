import { element } from './element.ts';
import { createFlagRow, type FlagRow } from './flag-row.ts';
import { matchesFilter } from './matches-filter.ts';
import { keepOneTabStop, moveFocus } from './move-focus.ts';
import type { ToolbarClient } from './toolbar-client.ts';

/** The flags of a client, ascending by key, with what is served and what could be. */
export interface FlagList {
  readonly element: HTMLUListElement;
  /**
   * Shows the flags as they stand.
   * @param filter words that a flag's key, variant, value or reason has to have
   * @param changed keys whose rows light up, because somebody changed them just now
   * @returns how many flags match, of how many
   */
  show(filter: string, changed: readonly string[]): readonly [matching: number, all: number];
  /** Moves the focus into the list. */
  enter(): void;
}

/**
 * @param leave called by the arrow key that goes up from the first row
 * @param choose called with a flag and the variant to force, null to let go of it
 */
export function createFlagList(
  client: ToolbarClient,
  leave: () => void,
  choose: (key: string, variant: string | null) => void,
): FlagList {
  const list = element('ul', { 'aria-label': 'Flags' });
  const rows = new Map<string, FlagRow>();

  list.addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLElement) keepOneTabStop(list, target);
  });
  list.addEventListener('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || !(event.target instanceof HTMLElement)) return;
    if (moveFocus(list, event.key, event.target)) event.preventDefault();
    else if (event.key === 'ArrowUp') leave();
  });

  const rowOf = (key: string): FlagRow => {
    const row = rows.get(key) ?? createFlagRow(key, (variant) => choose(key, variant));
    rows.set(key, row);
    return row;
  };

  return {
    element: list,
    show(filter, changed) {
      const flags = Object.entries(client.results().flags).sort(([a], [b]) => (a < b ? -1 : 1));
      const isAllowed = client.results().overrides === true;
      const asked = client.overrides();
      const kept = new Set(flags.map(([key]) => key));
      for (const [key, row] of rows) {
        if (!kept.has(key)) {
          row.element.remove();
          rows.delete(key);
        }
      }
      let matching = 0;
      flags.forEach(([key, result], index) => {
        const row = rowOf(key);
        row.show(result, Object.hasOwn(asked, key) ? asked[key] : undefined, isAllowed);
        row.element.hidden = !matchesFilter(row.text(), filter);
        if (!row.element.hidden) matching++;
        // Only what is at another place is moved: moving takes the focus away.
        if (list.children[index] !== row.element) list.insertBefore(row.element, list.children[index] ?? null);
        if (changed.includes(key)) row.element.animate([{ backgroundColor: 'var(--soft)' }, {}], 1_600);
      });
      keepOneTabStop(list);
      return [matching, flags.length];
    },
    enter: () => void moveFocus(list, 'ArrowDown', list),
  };
}
