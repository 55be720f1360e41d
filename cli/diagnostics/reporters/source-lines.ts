import type { Diagnostic, Range } from '../diagnostic.ts';

/** The code whose place holds what must not be printed. @see codes/hygiene.ts, FF1607 */
const SECRET_CODE = 'FF1607';

/** Characters of a secret that may be shown, so that its owner knows which one is meant. */
const SHOWN_CHARACTERS = 4;

/** The lines of one file for excerpts: without line ends, with secrets replaced by asterisks of the same length. */
export const sourceLines = (text: string, diagnostics: readonly Diagnostic[]): readonly string[] => {
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  for (const { code, range } of diagnostics) if (code === SECRET_CODE) mask(lines, range);
  return lines;
};

const mask = (lines: string[], { start, end }: Range): void => {
  for (let number = start.line; number <= end.line; number += 1) {
    const line = lines[number - 1];
    if (line === undefined) continue;
    const isFirst = number === start.line;
    const indent = line.length - line.trimStart().length;
    const quote = isFirst && /["']/.test(line[start.column - 1] ?? '') ? 1 : 0;
    const from = isFirst ? start.column - 1 + quote + SHOWN_CHARACTERS : indent;
    const to = number === end.line ? end.column - 1 - quote : line.length;
    if (to > from) lines[number - 1] = line.slice(0, from) + '*'.repeat(to - from) + line.slice(to);
  }
};
