/** The audit log, read. */
export { chooseReader } from './choose-reader.ts';
export { createLineage } from './lineage.ts';
export { createCommitLoader } from './load-commit-content.ts';
export { loadRememberedHeads } from './load-remembered-heads.ts';
export { type LogFilter, parseLogFilter } from './log-filter.ts';
export { readLog } from './read-log.ts';
export { entryJson, wordsOf } from './render-log.ts';
export { verificationJson } from './render-verification.ts';
export { type StateDifference, stateDifferences } from './state-difference.ts';
export { type Verification, verifyLog } from './verify-log.ts';
