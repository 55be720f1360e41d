import { EXIT, type ExitCode } from './exit-codes.ts';

/** Ends a command with a sentence for its user, never with a stack trace. `bin.ts` prints it. */
export class CommandError extends Error {
  readonly exitCode: ExitCode;
  /** What to do next, one line each; the first line follows the message. */
  readonly hints: readonly string[];
  /** A code of the table of codes, where it has one: `flagforge explain` has its help. */
  readonly code: string | null;

  constructor(exitCode: ExitCode, message: string, hints: readonly string[] = [], code: string | null = null) {
    super(message);
    this.name = 'CommandError';
    this.exitCode = exitCode;
    this.hints = hints;
    this.code = code;
  }
}

/** The user asked for something that cannot be: exit 2. */
export function usageError(message: string, ...hints: string[]): CommandError {
  return new CommandError(EXIT.usage, message, hints);
}

/** A disk, a port, a service did not do its part: exit 3. */
export function outsideError(message: string, ...hints: string[]): CommandError {
  return new CommandError(EXIT.outside, message, hints);
}

/** The `code` of a Node error such as `ENOENT`, or null. */
export function errorCodeOf(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' ? code : null;
}
