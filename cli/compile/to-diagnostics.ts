import { describe } from '../diagnostics/codes.ts';
import type { Diagnostic, Finding } from '../diagnostics/diagnostic.ts';
import { createLocator, type ParsedDocument } from '../diagnostics/locate.ts';

/**
 * Findings of one file as diagnostics: with their words and their places in its text.
 * @param document the file as parsed already, if it is at hand; else the text is parsed when a place needs it.
 */
export function toDiagnostics(text: string, findings: readonly Finding[], document?: ParsedDocument): Diagnostic[] {
  if (findings.length === 0) return [];
  const locator = createLocator(text, document);
  return findings.map((finding): Diagnostic => {
    const { severity, message, hint } = describe(finding);
    const edit = locator.edit(finding);
    return {
      code: finding.code,
      severity,
      file: finding.file,
      range: locator.range(finding.place),
      args: finding.args,
      message,
      ...(hint !== undefined && { hint }),
      ...(edit !== null && { edits: [edit] }),
    };
  });
}

/** By file (code units), line, column, then code: the order of every report. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...diagnostics].sort((a, b) => {
    if (a.file !== b.file) return a.file < b.file ? -1 : 1;
    const { start: from } = a.range;
    const { start: to } = b.range;
    if (from.line !== to.line) return from.line - to.line;
    if (from.column !== to.column) return from.column - to.column;
    if (a.code !== b.code) return a.code < b.code ? -1 : 1;
    return a.message < b.message ? -1 : a.message === b.message ? 0 : 1;
  });
}
