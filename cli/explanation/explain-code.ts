import { usageError } from '../command-error.ts';
import { suggestName } from '../compile/index.ts';
import { CODES, helpOf } from '../diagnostics/codes.ts';
import type { Output } from '../terminal/terminal.ts';
import { wrapText } from '../terminal/wrap-text.ts';

const MAX_COLUMNS = 90;
const MAX_LISTED = 8;

/** The help of a code. @throws CommandError (2) for a code that does not exist, with the ones that are near. */
export function explainCode(given: string, output: Output, isJson: boolean): string {
  const help = helpOf(given);
  if (help === null) throw unknownCode(given.toUpperCase());
  if (isJson) return `${JSON.stringify(help, null, 2)}\n`;
  const { style } = output;
  const paint = help.severity === 'error' ? style.red : help.severity === 'warning' ? style.yellow : style.cyan;
  const indent = (text: string): string =>
    text
      .split('\n')
      .map((line) => (line === '' ? '' : `    ${line}`))
      .join('\n');
  const blocks = [
    `${style.bold(`${help.code}  ${help.title}`)}  ${paint(`(${help.severity})`)}`,
    wrapText(help.paragraph, Math.min(MAX_COLUMNS, output.columns)),
  ];
  if (help.example !== null) {
    blocks.push(
      `${style.red('Wrong')}\n${indent(help.example.wrong)}`,
      `${style.green('Right')}\n${indent(help.example.right)}`,
    );
  }
  return `${blocks.join('\n\n')}\n`;
}

const beginnings = (codes: readonly string[]): string[] => [...new Set(codes.map((code) => code.slice(0, 4)))];

function unknownCode(code: string): Error {
  const codes = Object.keys(CODES).sort();
  // FF12 stands for its family; a longer or shorter slip is compared within it.
  const family = codes.filter((candidate) => candidate.startsWith(code.slice(0, 4)));
  if (family.length === 0)
    return usageError(
      `there is no code ${code}`,
      `a code is FF and four digits, as  flagforge validate  prints it; they begin with ${beginnings(codes).join(', ')}`,
    );
  const near = code.length === 'FF0000'.length ? suggestName(code, family) : undefined;
  const titles = family.slice(0, MAX_LISTED).map((candidate) => `  ${candidate}  ${CODES[candidate]?.title ?? ''}`);
  const rest = family.length > MAX_LISTED ? [`  and ${family.length - MAX_LISTED} more`] : [];
  return usageError(
    `there is no code ${code}`,
    ...(near === undefined ? [] : [`did you mean ${near}?`]),
    `codes that begin with ${code.slice(0, 4)}:`,
    ...titles,
    ...rest,
  );
}
