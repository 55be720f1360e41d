import { chosenFormat } from '../command-line/chosen-format.ts';
import type { Words } from '../command-line/command.ts';
import { commentOn } from '../comparison/comment-on.ts';
import { compare } from '../comparison/compare.ts';
import { openComparison } from '../comparison/open-comparison.ts';
import { renderJson } from '../diff/reporters/render-json.ts';
import { renderMarkdown } from '../diff/reporters/render-markdown.ts';
import { renderText, type Wrap } from '../diff/reporters/render-text.ts';
import { isChange } from '../diff/reporters/words.ts';
import { parseNow } from '../evaluation/options.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { reportErrors } from '../open-project.ts';
import { findRequest } from '../policy/find-request.ts';
import { printable } from '../terminal/printable.ts';
import type { Output, Terminal } from '../terminal/terminal.ts';
import { wrapText } from '../terminal/wrap-text.ts';

export interface DiffOptions {
  readonly dir: string;
  readonly base?: string;
  readonly head?: string;
  readonly environment?: readonly string[];
  readonly contexts?: readonly string[];
  readonly now?: string;
  readonly format?: 'text' | 'markdown' | 'json';
  readonly json?: true;
  readonly comment?: string;
  readonly exitCode?: true;
}

/** `flagforge diff`: what a change does. Exit 1 when it has mistakes, and with --exit-code when it does anything. */
export async function diff(terminal: Terminal, options: DiffOptions, words: Words): Promise<ExitCode> {
  const format = chosenFormat(options, 'text');
  const now = parseNow(options.now, terminal.now());
  const { comment } = options;
  const request = comment === undefined ? null : findRequest(terminal.env, comment, '--comment');
  const range = typeof words[0] === 'string' ? { range: words[0] } : {};
  const { base, head } = options;
  const refs = { ...range, ...(base !== undefined && { base }), ...(head !== undefined && { head }) };
  const comparison = await openComparison(terminal, options.dir, refs);
  const { project, hasErrors } = comparison.head;
  if (comparison.note !== null) await terminal.err.write(`note: ${printable(comparison.note)}\n`);
  if (hasErrors && project !== null) {
    await reportErrors(terminal, project, format === 'json' ? { environments: [] } : null);
    await commentOn(terminal, options.dir, request, comparison, null);
    return EXIT.findings;
  }
  const { environment, contexts = [] } = options;
  const report = await compare(terminal, comparison, { environments: environment ?? null, contexts, now });
  const text =
    format === 'json'
      ? renderJson(report)
      : format === 'markdown'
        ? renderMarkdown(report)
        : renderText(report, terminal.out.style, wrapFor(terminal.out));
  await terminal.out.write(text);
  await commentOn(terminal, options.dir, request, comparison, report);
  return options.exitCode === true && isChange(report) ? EXIT.findings : EXIT.clean;
}

/** What a line of text has at least, however narrow the terminal. */
const MIN_TEXT = 24;

const wrapFor = ({ isTerminal, columns }: Output): Wrap | undefined =>
  isTerminal ? (text, column) => wrapText(text, Math.max(MIN_TEXT, columns - column)).split('\n') : undefined;
