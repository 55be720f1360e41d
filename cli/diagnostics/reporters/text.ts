import type { Diagnostic, Severity } from '../diagnostic.ts';
import { excerptOf } from './excerpt.ts';
import { printable } from './printable.ts';
import { sourceLines } from './source-lines.ts';

/** How findings are shown to a person. */
export interface TextOptions {
  /** The files' texts by path, for excerpts; a file that is not there is shown without. */
  readonly files: ReadonlyMap<string, string>;
  /** ANSI colours; they help and never carry meaning alone. */
  readonly color: boolean;
  /** Whether characters beyond ASCII may be used for drawing (what the files hold is shown as it is). */
  readonly unicode: boolean;
  /** What stands before each file: the project's folder as the user gave it, e.g. `flags`. Empty: nothing. */
  readonly dirLabel: string;
  /** Columns for a line of the file; default 100, at least 20. Longer lines are cut around the caret. */
  readonly columns?: number;
}

const RED = '31';
const YELLOW = '33';
const CYAN = '36';
const BOLD = '1';
const DIM = '2';

const severityColor: Readonly<Record<Severity, string>> = { error: RED, warning: YELLOW, note: CYAN };

const SEVERITY_COLUMNS = 7;

/** A path under the folder as the user named it. */
export const labelOf = (dirLabel: string, file: string): string => {
  const folder = dirLabel.replace(/\/+$/, '');
  if (dirLabel === '' || folder === '.') return file;
  return `${folder}/${file}`;
};

/**
 * The findings for a terminal: grouped by file, each with its place, code, message, the line with a caret and a
 * hint. Expects them sorted; no line end after the last line; empty when there are none. Secrets are masked.
 */
export const renderText = (diagnostics: readonly Diagnostic[], options: TextOptions): string => {
  const paint = (style: string, text: string): string =>
    options.color && text !== '' ? `\u001b[${style}m${text}\u001b[0m` : text;
  const places = diagnostics.map(({ range: { start } }) => `${start.line}:${start.column}`);
  const placeColumns = Math.max(0, ...places.map((place) => place.length));
  const numberColumns = Math.max(0, ...diagnostics.map(({ range }) => String(range.start.line).length));
  const margin = ' '.repeat(placeColumns + 4);
  const columns = Math.max(20, options.columns ?? 100);
  const out: string[] = [];

  const renderOne = (diagnostic: Diagnostic, lines: readonly string[]): void => {
    const { range, severity, code, message, hint, edits } = diagnostic;
    const place = `${range.start.line}:${range.start.column}`.padStart(placeColumns);
    const color = severityColor[severity];
    const label = paint(color, severity.padEnd(SEVERITY_COLUMNS));
    out.push(`  ${place}  ${label} ${paint(DIM, code)}  ${printable(message).replaceAll('\n', `\n${margin}`)}`);
    const line = lines[range.start.line - 1];
    if (line !== undefined && line.trim() !== '') {
      const end = range.end.line === range.start.line ? range.end.column - 1 : line.trimEnd().length;
      const excerpt = excerptOf(line, range.start.column - 1, end, { columns, unicode: options.unicode });
      const number = String(range.start.line).padStart(numberColumns);
      const bar = paint(DIM, '|');
      out.push(`${margin}${paint(DIM, number)} ${bar} ${excerpt.text}`);
      const caret = `${' '.repeat(excerpt.indent)}${paint(color, '^'.repeat(excerpt.width))}`;
      out.push(`${margin}${' '.repeat(numberColumns)} ${bar} ${caret}`);
    }
    const mend = edits === undefined ? '' : 'fixable with --fix';
    if (hint !== undefined || mend !== '') {
      const words = hint === undefined ? mend : `${printable(hint)}${mend === '' ? '' : `  (${mend})`}`;
      out.push(`${margin}${paint(DIM, 'hint:')} ${words.replaceAll('\n', `\n${margin}      `)}`);
    }
  };

  for (const [file, group] of byFile(diagnostics)) {
    const text = options.files.get(file);
    out.push(paint(BOLD, printable(labelOf(options.dirLabel, file))));
    const lines = text === undefined ? [] : sourceLines(text, group);
    for (const diagnostic of group) renderOne(diagnostic, lines);
  }
  return out.join('\n');
};

const byFile = (diagnostics: readonly Diagnostic[]): ReadonlyMap<string, Diagnostic[]> => {
  const groups = new Map<string, Diagnostic[]>();
  for (const diagnostic of diagnostics) {
    const group = groups.get(diagnostic.file);
    if (group === undefined) groups.set(diagnostic.file, [diagnostic]);
    else group.push(diagnostic);
  }
  return groups;
};
