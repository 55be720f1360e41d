import { CommanderError } from 'commander';
import { CommandError } from './command-error.ts';
import { usageMistake } from './command-line/usage-mistake.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { createProgram } from './program.ts';
import { renderBug, renderCommandError } from './terminal/render-error.ts';
import { createTerminal } from './terminal/terminal.ts';
import { loadVersion } from './version.ts';

const terminal = createTerminal();
const words = process.argv.slice(2);

// A reader that went away (`| head`) has what it wanted: this is no failure, and nobody is left to tell.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? EXIT.clean : EXIT.outside);
  });
}

async function fail(error: unknown): Promise<ExitCode> {
  if (error instanceof CommanderError) {
    // Help and version are thrown too, with exit code 0, after they were printed.
    if (error.exitCode === 0) return EXIT.clean;
    return fail(usageMistake(error, words));
  }
  if (error instanceof CommandError) {
    await terminal.err.write(renderCommandError(error, terminal.err.style));
    return error.exitCode;
  }
  await terminal.err.write(
    renderBug(error, { version: loadVersion(), words, isDebug: terminal.env.FLAGFORGE_DEBUG !== undefined }),
  );
  return EXIT.bug;
}

process.on('uncaughtException', (error) => {
  void fail(error).then((code) => process.exit(code));
});

let exitCode: ExitCode;
try {
  exitCode = await createProgram(terminal).run(words);
} catch (error) {
  exitCode = await fail(error);
}
// Not exit(): what is still being written to a pipe must reach it.
process.exitCode = exitCode;
