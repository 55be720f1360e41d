import { CommanderError } from 'commander';
import { CommandError } from './command-error.ts';
import { usageMistake } from './command-line/usage-mistake.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { createProgram } from './program.ts';
import { renderBug, renderCommandError } from './terminal/render-error.ts';
import type { Terminal } from './terminal/terminal.ts';
import { loadVersion } from './version.ts';

/** Runs one command line and answers with its exit code. Never rejects: what went wrong is said on stderr. */
export async function runCommand(terminal: Terminal, words: readonly string[]): Promise<ExitCode> {
  try {
    return await createProgram(terminal).run(words);
  } catch (error) {
    return reportFailure(terminal, words, error);
  }
}

/** Says on stderr what went wrong, and answers with the exit code for it. */
export async function reportFailure(terminal: Terminal, words: readonly string[], error: unknown): Promise<ExitCode> {
  if (error instanceof CommanderError) {
    // Help and version are thrown too, with exit code 0, after they were printed.
    return error.exitCode === 0 ? EXIT.clean : reportFailure(terminal, words, usageMistake(error, words));
  }
  if (error instanceof CommandError) {
    await terminal.err.write(renderCommandError(error, terminal.err.style));
    return error.exitCode;
  }
  const isDebug = terminal.env.FLAGFORGE_DEBUG !== undefined;
  await terminal.err.write(renderBug(error, { version: loadVersion(), words, isDebug }));
  return EXIT.bug;
}
