import { EXIT } from './exit-codes.ts';
import { reportFailure, runCommand } from './run-command.ts';
import { createTerminal } from './terminal/terminal.ts';

const terminal = createTerminal();
const words = process.argv.slice(2);

// A reader that went away (`| head`) has what it wanted: this is no failure, and nobody is left to tell.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? EXIT.clean : EXIT.outside);
  });
}

process.on('uncaughtException', (error) => {
  void reportFailure(terminal, words, error).then((code) => process.exit(code));
});

// Not exit(): what is still being written to a pipe must reach it.
process.exitCode = await runCommand(terminal, words);
