import { Argument, Command, Option } from 'commander';
import { usageError } from './command-error.ts';
import { CATALOG, GROUPS } from './command-line/catalog.ts';
import type { CommandGroup, CommandSpec, OptionSpec, Words } from './command-line/command.ts';
import { renderExamples, styleHelp } from './command-line/help.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { Terminal } from './terminal/terminal.ts';
import { loadVersion } from './version.ts';

/** Longer lines are hard to read. */
const MAX_HELP_COLUMNS = 100;

const FIRST_STEPS: CommandSpec['examples'] = [
  ['flagforge validate', 'find every problem in flags/'],
  [`flagforge explain new-checkout --context '{"userId":"u-1"}'`, 'why a flag answers as it does'],
  ['flagforge dev', 'serve the flags on this machine'],
  ['flagforge help <command>', 'options and examples of a command'],
];

function createOption(spec: OptionSpec): Option {
  const option = new Option(spec.syntax, spec.about);
  if (spec.default !== undefined) option.default(spec.default);
  if (spec.choices !== undefined) option.choices([...spec.choices]);
  if (spec.completes === 'files' || spec.completes === 'folders') option.argParser(refuseEmptyPath(spec));
  if (spec.maxLength !== undefined) option.argParser(refuseLong(spec.syntax, spec.maxLength));
  if (spec.isRepeated === true) {
    // After choices(): both set the parser, and no repeated option has choices.
    option.argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value]);
  }
  return option;
}

function refuseLong(syntax: string, maxLength: number): (value: string) => string {
  return (value) => {
    if (value.length <= maxLength) return value;
    const [name = ''] = syntax.split(' ');
    throw usageError(`${name} has ${value.length} characters`, `at most ${maxLength} are kept: link to the rest`);
  };
}

/** An empty path is a shell variable that is not set; as a path it would mean the present folder. */
function refuseEmptyPath({ syntax, default: fallback }: OptionSpec): (value: string) => string {
  return (value) => {
    if (value !== '') return value;
    const [name = ''] = syntax.split(' ');
    throw usageError(
      `${name} is empty`,
      fallback === undefined ? `give it a value, or leave ${name} out` : `leave ${name} out for ${fallback}`,
    );
  };
}

function createCommand(spec: CommandSpec, terminal: Terminal, finish: (code: ExitCode) => void): Command {
  const command = new Command(spec.name).summary(spec.summary).description(spec.about.replaceAll('\n', ' '));
  for (const { syntax, about } of spec.arguments) command.addArgument(new Argument(syntax, about));
  for (const option of spec.options) command.addOption(createOption(option));
  command.addHelpText('after', () => renderExamples(spec.examples, terminal.out));
  command.action(async () => {
    const words: Words = command.processedArgs;
    finish(await spec.run(terminal, command.opts() as never, words));
  });
  return command;
}

/** A word with commands below it; alone it prints its help. */
function createGroup(group: CommandGroup, terminal: Terminal, finish: (code: ExitCode) => void): Command {
  const command = new Command(group.name).summary(group.summary).description(group.about.replaceAll('\n', ' '));
  for (const spec of group.commands) command.addCommand(createCommand(spec, terminal, finish));
  command.action(() => command.outputHelp());
  return command;
}

/** `help audit log` is `audit log --help`: commander's own help knows one word only. */
function helpBelow(words: readonly string[]): readonly string[] {
  const [help, first, second] = words;
  const group = GROUPS.find(({ name }) => name === first);
  if (help !== 'help' || group === undefined || second === undefined) return words;
  const isThere = group.commands.some(({ name }) => name === second);
  return isThere ? [group.name, second, '--help'] : [group.name, second];
}

/** The whole command line. Throws commander's CommanderError for wrong usage and for what help and version print. */
export function createProgram(terminal: Terminal): { run(words: readonly string[]): Promise<ExitCode> } {
  let exitCode: ExitCode = EXIT.clean;
  const program = new Command('flagforge')
    .description('Feature flags in git: validate, test, explain, compile and serve them.')
    .version(loadVersion(), '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'options and examples of a command')
    .usage('<command> [options]')
    .addHelpText('after', () => renderExamples(FIRST_STEPS, terminal.out));
  const finish = (code: ExitCode): void => {
    exitCode = code;
  };
  for (const spec of CATALOG) program.addCommand(createCommand(spec, terminal, finish));
  for (const group of GROUPS) program.addCommand(createGroup(group, terminal, finish));
  for (const command of [program, ...program.commands.flatMap((command) => [command, ...command.commands])]) {
    command.exitOverride().configureHelp(styleHelp(terminal.out)).helpOption('-h, --help', 'print this help');
    // Errors are printed by bin.ts, in one form for all of them.
    command.configureOutput({
      writeOut: (text) => void terminal.out.write(text),
      writeErr: () => {},
      outputError: () => {},
      getOutHelpWidth: () => Math.min(terminal.out.columns, MAX_HELP_COLUMNS),
      getOutHasColors: () => terminal.out.style.hasColor,
    });
  }
  return {
    async run(words) {
      if (words[0] === '__complete')
        await (await import('./completion/complete.ts')).complete(terminal, words.slice(1));
      else if (words.length === 0) program.outputHelp();
      else await program.parseAsync(helpBelow(words), { from: 'user' });
      return exitCode;
    },
  };
}
