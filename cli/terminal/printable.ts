import { printable as printableLines } from '../diagnostics/reporters/printable.ts';

/** Text from a file or a context on one line of a terminal: what could drive the terminal is written as an escape. */
export function printable(text: string): string {
  return printableLines(text).replaceAll('\n', '\\n');
}
