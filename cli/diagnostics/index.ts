/** Findings in files, and the table of codes. Pure. */
export { CODES, describe } from './codes.ts';
export type { Diagnostic } from './diagnostic.ts';
export { findJsonMistake, type JsonMistake } from './json-mistake.ts';
export { type JsonDiagnostic, toJsonDiagnostic } from './reporters/index.ts';
