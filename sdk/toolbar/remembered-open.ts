const NAME = 'flagforge.toolbar';

/** Whether the toolbar is open in this tab, over reloads. Where storage is blocked it is closed again after a reload. */
export function isRememberedOpen(): boolean {
  try {
    return sessionStorage.getItem(NAME) === 'open';
  } catch {
    return false;
  }
}

/** Keeps it for this tab, if it can be kept. */
export function rememberOpen(isOpen: boolean): void {
  try {
    if (isOpen) sessionStorage.setItem(NAME, 'open');
    else sessionStorage.removeItem(NAME);
  } catch {
    // Blocked or full: the toolbar works without.
  }
}
