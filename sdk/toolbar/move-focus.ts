const CONTROLS = 'button, summary';
const STOP = '[tabindex="0"]';

/** The controls of one row of a list. */
const controlsOf = (row: Element | undefined): HTMLElement[] => [
  ...(row?.querySelectorAll<HTMLElement>(CONTROLS) ?? []),
];

/** Rows that are shown and have something to press. Nothing here asks for layout: lists are long. */
const rowsOf = (list: HTMLElement): Element[] =>
  [...list.querySelectorAll('li:not([hidden])')].filter((row) => row.querySelector(CONTROLS) !== null);

/**
 * Makes the list one stop of the tab key: what is given, else the control that it was, else the first. Controls come with
 * a tabindex of -1. Called after what the list shows has changed.
 */
export function keepOneTabStop(list: HTMLElement, wanted?: HTMLElement): void {
  const before = list.querySelector<HTMLElement>(STOP);
  const stop = wanted ?? list.querySelector<HTMLElement>(`li:not([hidden]) ${STOP}`) ?? controlsOf(rowsOf(list)[0])[0];
  if (before !== null) before.tabIndex = -1;
  if (stop !== undefined) stop.tabIndex = 0;
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
