import type { Log, LogEntry } from '../log.ts';

/** What is remembered as said; beyond it everything may be said once more, so that a busy attacker fills no memory. */
const MOST = 1_000;

/** Logs what would otherwise be said at every poll. */
export interface OnceLog {
  /** Logs an entry unless the very same one was logged before. Answers whether it did. */
  once(entry: LogEntry): boolean;
  /** Logs the entry if it differs from the last one under this name; null: all is well again, so log the next. */
  change(name: string, entry: LogEntry | null): void;
}

export function createOnceLog(log: Log): OnceLog {
  const said = new Set<string>();
  const states = new Map<string, string>();
  return {
    once(entry) {
      const text = JSON.stringify(entry);
      if (said.has(text)) return false;
      if (said.size >= MOST) said.clear();
      said.add(text);
      log(entry);
      return true;
    },
    change(name, entry) {
      const text = entry === null ? '' : JSON.stringify(entry);
      const isNew = text !== (states.get(name) ?? '');
      states.set(name, text);
      if (entry !== null && isNew) log(entry);
    },
  };
}
