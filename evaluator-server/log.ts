/** How often an entry may occur on a healthy server: `error` never, `warn` rarely, `info` on changes. */
export type LogLevel = 'info' | 'warn' | 'error';

/** One structured line. It never holds a key, a context value, or a request body. */
export interface LogEntry {
  readonly level: LogLevel;
  /** What happened, a stable name in snake_case: `snapshot_accepted`, `keys_refused`. */
  readonly event: string;
  readonly [field: string]: string | number | boolean | null;
}

/** Receives every entry; it must not throw. */
export type Log = (entry: LogEntry) => void;

/** For callers that want no log. */
export const silentLog: Log = () => {};

/**
 * What of an unexpected error may be logged: its class and the first line of its stack that says where.
 * Not its message: messages quote what they choke on, and that may be somebody's data.
 */
export function describeFailure(error: unknown): { readonly error: string; readonly at: string } {
  if (!(error instanceof Error)) return { error: typeof error, at: '' };
  const { name, message, stack = '' } = error;
  // A message may have lines that look like those of a stack: only what comes after it is one.
  const begin = stack.indexOf(message);
  const frames = begin < 0 ? '' : stack.slice(begin + message.length);
  return { error: name, at: /^\s+at (.*)$/m.exec(frames)?.[1] ?? '' };
}
