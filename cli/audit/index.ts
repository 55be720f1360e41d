/** The audit log, read. */
export { chooseReader } from './choose-reader.ts';
export { type LogFilter, parseLogFilter } from './log-filter.ts';
export { readLog } from './read-log.ts';
export { entryJson } from './render-log.ts';
