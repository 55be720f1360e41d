import type { Diagnostic, Severity } from '../diagnostic.ts';

/** One finding as `validate --format json` prints it; positions from 1, the end exclusive, `file` relative to `--dir`. */
export interface JsonDiagnostic {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** A finding in its public form, for any command that prints JSON. @see contract 6 */
export const toJsonDiagnostic = ({ file, range, severity, code, message, hint }: Diagnostic): JsonDiagnostic => ({
  file,
  line: range.start.line,
  column: range.start.column,
  endLine: range.end.line,
  endColumn: range.end.column,
  severity,
  code,
  message,
  ...(hint === undefined ? {} : { hint }),
});

/** `{diagnostics: [...]}` as one indented document without a line end after it; the same shape when there are none. */
export const renderJson = (diagnostics: readonly Diagnostic[]): string =>
  JSON.stringify({ diagnostics: diagnostics.map(toJsonDiagnostic) }, null, 2);
