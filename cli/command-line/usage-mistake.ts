import type { CommanderError } from 'commander';
import { type CommandError, usageError } from '../command-error.ts';
import { suggestName } from '../compile/suggest.ts';
import { CATALOG } from './catalog.ts';
import type { CommandSpec } from './command.ts';

const SUGGESTION = /\n\(Did you mean (.+?)\?\)\s*$/s;

/** Rivals' and neighbours' words for what a command here does. */
const SYNONYMS: Readonly<Record<string, string>> = {
  check: 'validate',
  lint: 'validate',
  build: 'compile',
  create: 'new',
  add: 'new',
  delete: 'archive',
  remove: 'archive',
  rm: 'archive',
  eval: 'evaluate',
  get: 'evaluate',
  why: 'explain',
  debug: 'explain',
  format: 'fmt',
  prettier: 'fmt',
  serve: 'dev',
  start: 'dev',
  run: 'dev',
  watch: 'dev',
};

/** What commander found wrong with the command line, in our words and with the next step. */
export function usageMistake(error: CommanderError, words: readonly string[]): CommandError {
  const suggested = SUGGESTION.exec(error.message)?.[1];
  const message = error.message
    .replace(SUGGESTION, '')
    .replace(/^error: /, '')
    .trim();
  // The first of the words: a flag may be called like a command.
  const command = words.map((word) => CATALOG.find(({ name }) => name === word)).find((found) => found !== undefined);
  const more = `see: flagforge ${command === undefined ? '' : `${command.name} `}--help`;
  switch (error.code) {
    case 'commander.unknownCommand':
      return unknownCommand(words);
    // `flagforge help nope`
    case 'commander.help':
      return unknownCommand(words.slice(words.indexOf('help') + 1));
    case 'commander.excessArguments':
      return tooManyWords(command, words, more);
    case 'commander.missingArgument':
      return usageError(
        message.replace("missing required argument '", 'missing <').replace(/'$/, '>'),
        ...exampleOf(command),
        more,
      );
    case 'commander.unknownOption': {
      const given = /'([^']*)'/.exec(message)?.[1] ?? '';
      if (command !== undefined && isTooEarly(given, words, command))
        return usageError(
          `${given} stands before the command`,
          `options come after it: flagforge ${command.name} ${given} ...`,
          more,
        );
      const near = suggested ?? suggestName(given, optionsOf(command));
      return usageError(`unknown option ${given}`, ...(near === undefined ? [] : [`did you mean ${near}?`]), more);
    }
    case 'commander.invalidArgument': {
      const choices = /option '(\S+)[^']*' argument '(.*)' is invalid\. Allowed choices are (.*)\.$/s.exec(message);
      if (choices === null) return usageError(message, more);
      const [, option = '', given = '', allowed = ''] = choices;
      const near = suggestName(given, allowed.split(', '));
      return usageError(
        `${option} cannot be ${JSON.stringify(given)}`,
        near === undefined ? `it is one of: ${allowed}` : `did you mean ${option} ${near}?`,
        more,
      );
    }
    default:
      return usageError(
        message.replace(/^option '([^']*)' /, 'option $1: '),
        ...(suggested === undefined ? [] : [`did you mean ${suggested}?`]),
        more,
      );
  }
}

function unknownCommand(words: readonly string[]): CommandError {
  const given = words.find((word) => !word.startsWith('-')) ?? '';
  const names = CATALOG.map(({ name }) => name);
  const near = SYNONYMS[given] ?? suggestName(given, names);
  return usageError(
    `unknown command ${JSON.stringify(given)}`,
    near === undefined ? `commands: ${names.join(', ')}` : `did you mean: flagforge ${near}`,
    'see: flagforge --help',
  );
}

function tooManyWords(command: CommandSpec | undefined, words: readonly string[], more: string): CommandError {
  const name = command?.name ?? 'flagforge';
  const extra = operandsOf(command, words).slice(command?.arguments.length ?? 0);
  const [folder] = extra;
  const isForFolder =
    command?.arguments.length === 0 && extra.length === 1 && folder !== undefined && /^[^-]/.test(folder);
  return usageError(
    `${name} takes no ${extra.length === 1 ? 'further word' : 'further words'}: ${extra.map(quoted).join(' ')}`,
    ...(isForFolder ? [`for another project folder write: flagforge ${name} --dir ${folder}`] : []),
    more,
  );
}

const quoted = (word: string): string => (/^[\w./@:=-]+$/.test(word) ? word : JSON.stringify(word));

/** The words of a command line that are neither its command, nor an option, nor the value of one. */
function operandsOf(command: CommandSpec | undefined, words: readonly string[]): string[] {
  const operands: string[] = [];
  const rest = words.slice(words.indexOf(command?.name ?? '') + 1);
  let isAfterDashes = false;
  for (let index = 0; index < rest.length; index += 1) {
    const word = rest[index] ?? '';
    if (isAfterDashes || !/^-./.test(word)) operands.push(word);
    else if (word === '--') isAfterDashes = true;
    else if (takesValue(command, word)) index += 1;
  }
  return operands;
}

/** Whether an option takes the word behind it as its value. */
const takesValue = (command: CommandSpec | undefined, option: string): boolean =>
  command?.options.some(({ syntax }) => syntax.startsWith(`${option} <`)) === true;

/** Whether an option of this command stands before it, where commander does not look for it. */
function isTooEarly(option: string, words: readonly string[], command: CommandSpec): boolean {
  const name = option.split('=')[0] ?? '';
  return (
    optionsOf(command).includes(name) &&
    words.findIndex((word) => word.split('=')[0] === name) < words.indexOf(command.name)
  );
}

function optionsOf(command: CommandSpec | undefined): string[] {
  return ['--help', ...(command?.options ?? []).map(({ syntax }) => syntax.split(' ')[0] ?? '')];
}

function exampleOf(command: CommandSpec | undefined): string[] {
  const example = command?.examples[0]?.[0];
  return example === undefined ? [] : [`for example: ${example}`];
}
