import type { HelpConfiguration } from 'commander';
import type { Output } from '../terminal/terminal.ts';
import type { CommandSpec } from './command.ts';

/** The titles of help, for a terminal. */
export function styleHelp(output: Output): HelpConfiguration {
  const { style } = output;
  return {
    styleTitle: (title) => style.bold(title),
    styleCommandText: (text) => style.cyan(text),
    styleSubcommandText: (text) => style.cyan(text),
    styleOptionText: (text) => style.cyan(text),
    styleArgumentText: (text) => style.cyan(text),
    subcommandTerm: (command) => command.name(),
  };
}

/** The examples below the help of a command: what to type, and in the line below what it is good for. */
export function renderExamples(examples: CommandSpec['examples'], output: Output): string {
  const { style } = output;
  const lines = examples.map(([command, effect]) => `  ${style.cyan(command)}\n      ${effect}`);
  return `\n${style.bold('Examples:')}\n${lines.join('\n')}\n`;
}
