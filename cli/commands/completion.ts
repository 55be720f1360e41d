import { usageError } from '../command-error.ts';
import type { Words } from '../command-line/command.ts';
import { COMPLETION_SCRIPTS, SHELLS } from '../completion/scripts.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** `flagforge completion`: the completion script of a shell. */
export async function completion(
  terminal: Terminal,
  options: { readonly json?: true },
  words: Words,
): Promise<ExitCode> {
  const shell = SHELLS.find((name) => name === words[0]);
  if (shell === undefined)
    throw usageError(`there is no completion for ${JSON.stringify(words[0])}`, `shells: ${SHELLS.join(', ')}`);
  const script = COMPLETION_SCRIPTS[shell];
  await terminal.out.write(options.json === true ? `${JSON.stringify({ shell, script })}\n` : script);
  return EXIT.clean;
}
