import { hasAbandonedWork } from './abandoned-work.ts';
import { outsideError } from './command-error.ts';
import { EXIT } from './exit-codes.ts';
import { usePlainEnvironment } from './plain-environment.ts';
import { reportFailure, runCommand } from './run-command.ts';
import { systemReason } from './system-reason.ts';
import { createTerminal } from './terminal/terminal.ts';

usePlainEnvironment();
const terminal = createTerminal();
const words = process.argv.slice(2);

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that went away (`| head`) has what it wanted: this is no failure, and nobody is left to tell.
  if (error.code === 'EPIPE') process.exit(EXIT.clean);
  const problem = outsideError(`cannot write the answer: ${systemReason(error)}`, 'what was written is cut off');
  void reportFailure(terminal, words, problem).then((code) => process.exit(code));
});
// What cannot be said there changes nothing about the answer, nor about the exit code.
process.stderr.on('error', () => {});

process.on('uncaughtException', (error) => {
  void reportFailure(terminal, words, error).then((code) => process.exit(code));
});

// Not exit(): what is still being written to a pipe must reach it.
process.exitCode = await runCommand(terminal, words);
// What is written already is written out first.
if (hasAbandonedWork()) process.stdout.write('', () => process.stderr.write('', () => process.exit()));
