import type { CommandError } from '../command-error.ts';
import { printable } from './printable.ts';
import type { Style } from './style.ts';

/** An error and its next steps, for stderr. They name what files, stores and other people wrote. */
export function renderCommandError(error: CommandError, style: Style): string {
  const lines = error.hints.map((hint) => `       ${printable(hint)}\n`);
  const code = error.code === null ? '' : `${error.code}  `;
  return `${style.red('error')}  ${code}${printable(error.message)}\n${lines.join('')}`;
}

/**
 * A bug of ours, for stderr: what happened, and what to send. No stack trace unless it is asked for.
 * The values of options are left out of the command line: a context may hold personal data.
 */
export function renderBug(
  error: unknown,
  about: { version: string; words: readonly string[]; isDebug: boolean },
): string {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const stack = about.isDebug && error instanceof Error && error.stack !== undefined ? `${error.stack}\n` : '';
  const options = about.words
    .filter((word, index) => index === 0 || word.startsWith('--'))
    .map((word) => word.split('=')[0]);
  return [
    `error  FF9001  this is a bug in flagforge: ${printable(message.split('\n')[0] ?? '')}`,
    '       please report it at https://github.com/flagforge/flagforge/issues with these two lines:',
    `       flagforge ${about.version}, Node ${process.versions.node}, ${process.platform}: ${options.join(' ')}`,
    about.isDebug ? '' : '       for the details run the same command with FLAGFORGE_DEBUG=1',
    stack,
  ]
    .filter((line) => line !== '')
    .join('\n')
    .concat('\n');
}
