import pino from 'pino';
import { createLineWriter } from './line-writer.ts';
import type { Log, LogEntry } from './log.ts';

/** How much may wait for whoever reads stderr; beyond it lines are left out, because evaluations must not wait for them. */
const MOST_WAITING_BYTES = 1_048_576;
/** A longer text is cut: no line is a way to fill a disk. */
const MOST_CHARACTERS = 1_000;

/** What no entry holds. Should one ever do, it is masked here: a log is kept longer and read by more than anything else. */
const KEY = /ff_(server|client)_[A-Za-z0-9._-]+/g;

function readable(value: LogEntry[string]): LogEntry[string] {
  if (typeof value !== 'string') return value;
  const text = value.length > MOST_CHARACTERS ? `${value.slice(0, MOST_CHARACTERS)}...` : value;
  return text.includes('ff_') ? text.replace(KEY, 'ff_$1_***') : text;
}

/**
 * The log of a process: one JSON object a line, with `time`, `level` and `pid`, on a file descriptor (2: stderr). Nothing
 * waits for it to be written, and that it cannot be written (a full disk, a reader that is gone) ends nothing; how many lines
 * are missing is told by the next one that is written, `log_lines_lost`.
 */
export function createJsonLog(fd = 2): Log {
  const writer = createLineWriter(fd, MOST_WAITING_BYTES);
  process.once('exit', writer.flush);
  const logger = pino(
    {
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    writer,
  );
  return ({ level, ...fields }) => {
    const count = writer.takeLost();
    if (count > 0) logger.warn({ event: 'log_lines_lost', count });
    const entry: Record<string, LogEntry[string]> = {};
    for (const name of Object.keys(fields)) entry[name] = readable(fields[name] ?? null);
    logger[level](entry);
  };
}
