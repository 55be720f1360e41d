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

function unknownCode(code: string): Error {
  const codes = Object.keys(CODES).sort();
  const near = suggestName(code, codes);
  const family = codes.filter((candidate) => candidate.startsWith(code.slice(0, 4)));
  const listed = (family.length > 0 ? family : codes).slice(0, MAX_LISTED);
  const titles = listed.map((candidate) => `  ${candidate}  ${CODES[candidate]?.title ?? ''}`);
  return usageError(
    `there is no code ${code}`,
    ...(near === undefined ? [] : [`did you mean ${near}?`]),
    'codes near it:',
    ...titles,
  );
}
