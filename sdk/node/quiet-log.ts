import type { ClientEvent } from './client.ts';

/** An event is written once in so many ms; what repeats meanwhile is one line less to read. */
const QUIET_MS = 60_000;

/** Writes warnings and errors to the console, each kind at most once a minute. */
export function createQuietLog(write: (line: string) => void = console.warn): (event: ClientEvent) => void {
  const last = new Map<string, number>();
  return ({ level, event, detail }) => {
    const now = performance.now();
    if (level === 'info' || now - (last.get(event) ?? -QUIET_MS) < QUIET_MS) return;
    last.set(event, now);
    write(`flagforge: ${event}: ${detail}`);
  };
}
