import type { CommanderError } from 'commander';
import { type CommandError, usageError } from '../command-error.ts';
import { suggestName } from '../compile/suggest.ts';
import { CATALOG, GROUPS } from './catalog.ts';
import type { CommandGroup, CommandSpec } from './command.ts';

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
  deploy: 'publish',
  release: 'publish',
  push: 'publish',
  off: 'kill',
  disable: 'kill',
  log: 'audit log',
  verify: 'audit verify',
  undo: 'rollback',
};

/** What commander found wrong with the command line, in our words and with the next step. */
export function usageMistake(error: CommanderError, words: readonly string[]): CommandError {
  const suggested = SUGGESTION.exec(error.message)?.[1];
  const message = error.message
    .replace(SUGGESTION, '')
    .replace(/^error: /, '')
    .trim();
  const { group, command } = commandIn(words);
  const named = [group?.name, command?.name].filter((name) => name !== undefined).map((name) => `${name} `);
  const more = `see: flagforge ${named.join('')}--help`;
  switch (error.code) {
    case 'commander.unknownCommand':
      return group === undefined ? unknownCommand(words) : unknownBelow(group, words);
    // `flagforge help nope`
    case 'commander.help':
      return unknownCommand(words.slice(words.indexOf('help') + 1));
    case 'commander.excessArguments':
      if (group !== undefined && command === undefined) return unknownBelow(group, words);
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
          `options come after it: flagforge ${named.join('')}${given} ...`,
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

/** The command that a command line means: the first of the words, since a flag may be called like a command. */
function commandIn(words: readonly string[]): { group?: CommandGroup; command?: CommandSpec } {
  for (const [index, word] of words.entries()) {
    const command = CATALOG.find(({ name }) => name === word);
    if (command !== undefined) return { command };
    const group = GROUPS.find(({ name }) => name === word);
    if (group === undefined) continue;
    const below = words.slice(index + 1).find((next) => !next.startsWith('-'));
    const found = group.commands.find(({ name }) => name === below);
    return found === undefined ? { group } : { group, command: found };
  }
  return {};
}

function unknownBelow(group: CommandGroup, words: readonly string[]): CommandError {
  const given = words.slice(words.indexOf(group.name) + 1).find((word) => !word.startsWith('-')) ?? '';
  const names = group.commands.map(({ name }) => name);
  const near = suggestName(given, names);
  return usageError(
    `${group.name} has no command ${JSON.stringify(given)}`,
    near === undefined ? `commands: ${names.join(', ')}` : `did you mean: flagforge ${group.name} ${near}`,
    `see: flagforge ${group.name} --help`,
  );
}

function unknownCommand(words: readonly string[]): CommandError {
  const given = words.find((word) => !word.startsWith('-')) ?? '';
  const names = [...CATALOG, ...GROUPS].map(({ name }) => name);
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
  const isAlone = command?.arguments.length === 0 && extra.length === 1 && folder !== undefined;
  const hasRequest = command?.options.some(({ syntax }) => syntax === '--request <number>') === true;
  const isForNumber = isAlone && hasRequest && /^#?\d+$/.test(folder);
  const isForFolder = isAlone && !isForNumber && /^[^-]/.test(folder);
  return usageError(
    `${name} takes no ${extra.length === 1 ? 'further word' : 'further words'}: ${extra.map(quoted).join(' ')}`,
    ...(isForNumber ? [`write: flagforge ${name} --request ${folder.replace('#', '')}`] : []),
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
