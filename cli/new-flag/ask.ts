import { createInterface } from 'node:readline/promises';
import { usageError } from '../command-error.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type DraftOptions, expiryAfter, isDay, sentenceOf } from './flag-draft.ts';

const TYPES = ['boolean', 'string', 'number', 'json'] as const;
const KINDS = ['temporary', 'permanent'] as const;

/** Asks for what the options leave open; Enter takes the answer in brackets. Ctrl-C and Ctrl-D write nothing. */
export async function askForFlag(
  terminal: Terminal,
  key: string,
  given: DraftOptions,
  owner: string,
): Promise<DraftOptions> {
  const lines = createInterface({ input: terminal.stdin, output: process.stderr });
  const stopped = new Promise<never>((_, reject) => {
    lines.once('close', () => {
      // The question is still on the line.
      void terminal.err.write('\n');
      reject(usageError('stopped, nothing was written'));
    });
  });
  const ask = async (question: string, proposed: string): Promise<string> => {
    const { style } = terminal.err;
    const answer = await Promise.race([lines.question(`${question} ${style.dim(`[${proposed}]`)} `), stopped]);
    return answer.trim() === '' ? proposed : answer.trim();
  };
  const choose = async <Choice extends string>(question: string, choices: readonly Choice[]): Promise<Choice> => {
    for (;;) {
      const answer = await ask(`${question} (${choices.join(', ')})`, choices[0] ?? '');
      const chosen = choices.filter((choice) => choice.startsWith(answer.toLowerCase()));
      if (chosen[0] !== undefined && chosen.length === 1) return chosen[0];
      await terminal.err.write(`  one of: ${choices.join(', ')}\n`);
    }
  };
  const askDay = async (question: string, proposed: string): Promise<string> => {
    for (;;) {
      const answer = await ask(question, proposed);
      if (isDay(answer)) return answer;
      await terminal.err.write(`  a day is written like ${proposed}\n`);
    }
  };
  try {
    const description = given.description ?? (await ask('What do users see when it is on?', sentenceOf(key)));
    const type = given.type ?? (await choose('What does it answer with?', TYPES));
    const who = given.owner ?? (await ask('Who decides about it?', owner));
    const kind = given.kind ?? (given.expires === undefined ? await choose('Will it go again?', KINDS) : 'temporary');
    const expires =
      kind === 'permanent' || given.expires !== undefined
        ? {}
        : { expires: await askDay('By which day?', expiryAfter(terminal.now())) };
    return { ...given, description, type, owner: who, kind, ...expires };
  } finally {
    lines.removeAllListeners('close');
    lines.close();
  }
}
