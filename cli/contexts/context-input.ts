import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { CommandError, errorCodeOf, outsideError, usageError } from '../command-error.ts';
import { shorten } from '../diagnostics/shorten.ts';
import { EXIT } from '../exit-codes.ts';
import { systemReason } from '../system-reason.ts';
import { printable } from '../terminal/printable.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type GivenContext, parseContext } from './parse-context.ts';
import { MAX_LINE_BYTES, readLines, UnreadableLine } from './read-lines.ts';

const MAX_EXCERPT = 100;

/**
 * The one context of `--context`: JSON, or `-` for all of stdin.
 * @throws CommandError (2) with the place of the mistake when it is no JSON.
 */
export async function loadContext(terminal: Terminal, given: string): Promise<GivenContext> {
  const text = given === '-' ? await readAll(terminal) : given;
  const parsed = parseContext(text.replace(/^\ufeff/, ''));
  if ('value' in parsed) return parsed;
  const { line, column, problem } = parsed;
  const place = line === 1 ? `column ${column}` : `line ${line}, column ${column}`;
  const hints = /^[\w.]+=/.test(text)
    ? [`write JSON: ${JSON.stringify({ [text.split('=')[0] ?? '']: text.slice(text.indexOf('=') + 1) })}`]
    : [`a context is a JSON object, in single quotes for the shell: --context '{"userId":"u-1"}'`];
  const excerpt = printable(shorten(text.split('\n')[line - 1] ?? '', MAX_EXCERPT));
  throw usageError(`--context is not JSON: ${problem} (${place})`, excerpt === '' ? '(empty)' : excerpt, ...hints);
}

/** What became of the lines before a wrong one. */
const ANSWERED = 'the lines before this one are answered';

/**
 * The contexts of `--contexts`, batch by batch as they come in; blank lines are skipped.
 * @param given a file, or `-` for stdin.
 * @param consequence of a line that is wrong, in words.
 * @throws CommandError (1) at the first line that is no JSON, after the batches before it; (2) when there is no such file.
 */
export async function* loadContexts(
  terminal: Terminal,
  given: string,
  consequence = ANSWERED,
): AsyncGenerator<readonly GivenContext[]> {
  const name = given === '-' ? 'stdin' : given;
  try {
    for await (const lines of readLines(openInput(terminal, given))) {
      const contexts: GivenContext[] = [];
      for (const line of lines) {
        if (line.text.trim() === '') continue;
        const parsed = parseContext(line.text);
        if (!('value' in parsed)) {
          yield contexts;
          throw new CommandError(
            EXIT.findings,
            `${name}:${line.number}:${parsed.column}  not JSON: ${parsed.problem}`,
            [printable(shorten(line.text, MAX_EXCERPT)), hintOf(consequence)],
          );
        }
        contexts.push({ text: parsed.text, value: parsed.value, line: line.number });
      }
      yield contexts;
    }
  } catch (error) {
    throw readingProblem(error, name, consequence);
  }
}

function openInput(terminal: Terminal, given: string): Readable {
  if (given !== '-') return createReadStream(resolve(terminal.cwd, given));
  noteWaiting(terminal);
  return terminal.stdin;
}

/** Somebody who forgot the pipe would wait for ever. */
function noteWaiting({ stdin, err }: Terminal): void {
  if (stdin.isTTY === true) void err.write('reading JSON from this terminal; Ctrl-D ends the input\n');
}

const hintOf = (consequence: string): string => `each line is one context, a JSON object; ${consequence}`;

function readingProblem(error: unknown, name: string, consequence: string): unknown {
  if (error instanceof UnreadableLine) {
    return new CommandError(EXIT.findings, `${name}:${error.line}:1  ${error.message}`, [hintOf(consequence)]);
  }
  const code = errorCodeOf(error);
  if (code === 'ENOENT')
    return usageError(`there is no file ${name}`, 'give a file with one JSON object a line, or - for stdin');
  if (code === 'EISDIR') return usageError(`${name} is a folder`, 'give a file with one JSON object a line');
  return code === null ? error : outsideError(`cannot read ${name}: ${systemReason(error)}`);
}

async function readAll(terminal: Terminal): Promise<string> {
  noteWaiting(terminal);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of terminal.stdin as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_LINE_BYTES)
      throw usageError('the context on stdin is longer than 16 MiB', 'for many contexts, one a line: --contexts -');
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  if (!isUtf8(bytes)) throw usageError('the context on stdin is not UTF-8');
  return bytes.toString('utf8');
}
