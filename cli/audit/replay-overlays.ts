import type { Overlay } from '@flagforge/sdk/engine';
import type { AuditEntry } from './audit-entry.ts';

/**
 * What lies over an environment after these entries of its next version: hold first, then kills ascending by flag. A
 * state that is no overlay is passed over; that it is none shows where entries and snapshots are compared.
 */
export function replayOverlays(before: readonly Overlay[], entries: readonly AuditEntry[]): readonly Overlay[] {
  const changes = entries.filter(({ subject }) => subject === 'kill' || subject === 'hold');
  if (changes.length === 0) return before;
  let hold = before.find(({ kind }) => kind === 'hold') ?? null;
  const kills = new Map(before.flatMap((overlay) => (overlay.kind === 'kill' ? [[overlay.flag, overlay]] : [])));
  for (const { subject, flag, newState } of changes) {
    const state = newState === null ? null : parseOverlay(newState);
    if (subject === 'hold') hold = state?.kind === 'hold' ? state : null;
    else if (flag !== null && state?.kind === 'kill') kills.set(flag, state);
    else if (flag !== null) kills.delete(flag);
  }
  const sorted = [...kills].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, kill]) => kill);
  return hold === null ? sorted : [hold, ...sorted];
}

function parseOverlay(text: string): Overlay | null {
  try {
    return JSON.parse(text) as Overlay | null;
  } catch {
    return null;
  }
}
