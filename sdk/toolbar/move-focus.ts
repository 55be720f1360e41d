const CONTROLS = 'button, summary';

/** The controls of one row of a list. */
function controlsOf(row: Element | undefined): HTMLElement[] {
  return row === undefined ? [] : [...row.querySelectorAll<HTMLElement>(CONTROLS)].filter((each) => each.offsetParent);
}

/** Rows that are seen and have something to press. */
function rowsOf(list: HTMLElement): Element[] {
  return [...list.children].filter((row) => controlsOf(row).length > 0);
}

/**
 * Makes the list one stop of the tab key: the control that had the focus last, else the first. Called after what the list
 * shows has changed.
 */
export function keepOneTabStop(list: HTMLElement, wanted?: Element | null): void {
  const controls = rowsOf(list).flatMap(controlsOf);
  const stop = controls.find((each) => each === wanted) ?? controls.find((each) => each.tabIndex === 0) ?? controls[0];
  for (const each of list.querySelectorAll<HTMLElement>(CONTROLS)) each.tabIndex = each === stop ? 0 : -1;
}

/**
 * Moves the focus in a list by the arrow keys, Home and End: up and down between rows, left and right within one. It
 * presses nothing.
 * @returns whether the key meant something here; false above the first row, where the caller goes on
 */
export function moveFocus(list: HTMLElement, key: string, from: HTMLElement): boolean {
  const rows = rowsOf(list);
  const row = rows.findIndex((each) => each.contains(from));
  const column = controlsOf(rows[row]).indexOf(from);
  const to = (nextRow: number, nextColumn: number): boolean => {
    const controls = controlsOf(rows[nextRow]);
    const next = controls[Math.min(nextColumn, controls.length - 1)];
    next?.focus();
    return next !== undefined;
  };
  switch (key) {
    case 'ArrowDown':
      return to(row + 1, Math.max(column, 0));
    case 'ArrowUp':
      return to(row - 1, column);
    case 'ArrowRight':
      return to(row, column + 1);
    case 'ArrowLeft':
      return to(row, column - 1);
    case 'Home':
      return to(0, 0);
    case 'End':
      return to(rows.length - 1, 0);
    default:
      return false;
  }
}
