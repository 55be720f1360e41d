import type { ExitCode } from '../exit-codes.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** A word after the command: `<flag>` must be there, `[flag]` may, `[flags...]` takes the rest. */
export interface ArgumentSpec {
  readonly syntax: string;
  readonly about: string;
  /** What the shell completes here. */
  readonly completes?: Completion;
}

export interface OptionSpec {
  /** As commander reads it: `--environment <name>`. */
  readonly syntax: string;
  readonly about: string;
  readonly default?: string;
  /** The only values it takes. */
  readonly choices?: readonly string[];
  /** How many characters it may have; default: any number. */
  readonly maxLength?: number;
  /** May be given several times; the values are collected in a list. */
  readonly isRepeated?: boolean;
  readonly completes?: Completion;
}

/** What a shell offers in a place. */
export type Completion = 'flags' | 'environments' | 'files' | 'folders' | 'codes' | readonly string[];

/** A command as help, parser and shell completion see it. The command itself is imported when it runs. */
export interface CommandSpec {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** A few sentences above the options. */
  readonly about: string;
  readonly arguments: readonly ArgumentSpec[];
  readonly options: readonly OptionSpec[];
  /** What to type, and what it is good for. */
  readonly examples: readonly (readonly [command: string, effect: string])[];
  /** Each command names the options that it reads; `never` lets the wiring hand over what was parsed for this command. */
  readonly run: (terminal: Terminal, options: never, words: Words) => Promise<ExitCode>;
}

/** The words after the command, in order; one that takes the rest is a list. */
export type Words = readonly (string | readonly string[] | undefined)[];

/** Commands under one word: `audit log`, `audit verify`. */
export interface CommandGroup {
  readonly name: string;
  readonly summary: string;
  readonly about: string;
  readonly commands: readonly CommandSpec[];
}
