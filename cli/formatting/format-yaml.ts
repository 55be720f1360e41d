import type { FileKind } from '../edit/key-order.ts';
import { printLayout } from './print-layout.ts';
import { NotFormattable, readLayout } from './read-layout.ts';
import { isSameMeaning } from './same-meaning.ts';

/** The formatted text, equal to the given one when there is nothing to do; or why the file is left alone. */
export type Formatted = { readonly text: string } | { readonly problem: string };

/**
 * Formats a YAML file of a project: usual key order, even spaces, at most one blank line in a row. Comments, quotes,
 * numbers as written, the folding of texts and the layout of collections over several lines stay. CRLF stays CRLF.
 * Idempotent. The text must have no YAML error.
 *
 * Throws when the result would not say exactly the same as the text: that is our bug, and nothing may be written.
 */
export function formatYaml(text: string, kind: FileKind): Formatted {
  const isCrlf = /\r\n/.test(text);
  const source = text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
  let printed: string;
  try {
    printed = printLayout(readLayout(source), kind);
  } catch (error) {
    if (error instanceof NotFormattable) return { problem: error.message };
    throw error;
  }
  // Blank lines at the end go, unless they belong to a text (`|+`).
  const trimmed = `${printed.trimEnd()}\n`;
  // Most files are formatted: comparing a text with itself would take most of the time.
  const same = [trimmed, printed].find((candidate) => candidate === source || isSameMeaning(source, candidate, kind));
  if (same === undefined) throw new Error('formatting would change what the file says');
  return { text: isCrlf ? same.replaceAll('\n', '\r\n') : same };
}
