import { CommandError } from './command-error.ts';
import { describe } from './diagnostics/codes.ts';
import type { Args } from './diagnostics/diagnostic.ts';
import type { ExitCode } from './exit-codes.ts';

/**
 * Ends a command with a problem of the table of codes: its message and its hint, then these next steps.
 * @param code such as FF3101; its help is what `flagforge explain` shows.
 */
export function codedError(exitCode: ExitCode, code: string, args: Args, ...nextSteps: string[]): CommandError {
  const { message, hint } = describe({ code, args });
  return new CommandError(exitCode, message, hint === undefined ? nextSteps : [hint, ...nextSteps], code);
}
