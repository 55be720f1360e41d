import { createInterface } from 'node:readline';
import { usageError } from '../command-error.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Whether there is somebody to ask: on a terminal, and not for an answer in JSON. */
export function canAsk(terminal: Terminal, { json }: { readonly json?: true }): boolean {
  return json !== true && terminal.stdin.isTTY === true && terminal.err.isTerminal;
}

/**
 * Asks whether to go on, on stderr; only `y` and `yes` do.
 * @throws CommandError (2) for every other answer, Ctrl-C and Ctrl-D among them: nothing was written.
 */
export async function askToGoOn(terminal: Terminal, question: string): Promise<void> {
  await terminal.err.write(`${question} [y/N] `);
  const lines = createInterface({ input: terminal.stdin });
  const answer = await new Promise<string>((resolve) => {
    lines.once('line', resolve);
    lines.once('close', () => resolve(''));
  });
  lines.close();
  if (!/^\s*y(es)?\s*$/i.test(answer)) throw usageError('stopped, nothing was written');
}

/**
 * A reason that says something.
 * @param example the command line with one, for the hint.
 * @throws CommandError (2) without one.
 */
export function requireReason(reason: string | undefined, what: string, example: string): string {
  const text = (reason ?? '').trim();
  if (text !== '') return text;
  throw usageError(`${what} needs a reason`, `for the audit log, so that others know why: ${example} --reason "..."`);
}
