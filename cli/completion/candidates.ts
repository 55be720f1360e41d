import type { CommandGroup, CommandSpec, Completion, OptionSpec } from '../command-line/command.ts';

/** What a shell is to offer: words, or its own files or folders. */
export type Candidates = { readonly words: readonly string[] } | { readonly shell: 'files' | 'folders' };

/** What of a project can be completed; each is asked for only when it is needed. */
export interface ProjectNames {
  flags(dir: string): Promise<readonly string[]>;
  environments(dir: string): Promise<readonly string[]>;
  codes(): Promise<readonly string[]>;
}

/**
 * What fits at the end of a command line. Pure but for `names`.
 * @param words what is typed after `flagforge`; the last one is being typed and may be empty.
 */
export async function findCandidates(
  words: readonly string[],
  catalog: readonly CommandSpec[],
  names: ProjectNames,
  groups: readonly CommandGroup[] = [],
): Promise<Candidates> {
  // `--environment=st` is completed as its value is, with the option before each candidate.
  const glued = /^(--[a-z]+=)(.*)$/s.exec(words.at(-1) ?? '');
  if (glued !== null) {
    const [, option = '', value = ''] = glued;
    const found = await findCandidates([...words.slice(0, -1), option.slice(0, -1), value], catalog, names, groups);
    return 'words' in found ? { words: found.words.map((word) => option + word) } : found;
  }
  return findSeparate(withoutEquals(words), catalog, names, groups);
}

/** bash breaks `--environment=st` into three words. */
function withoutEquals(words: readonly string[]): readonly string[] {
  const isSign = (index: number): boolean => words[index] === '=' && words[index - 1]?.startsWith('--') === true;
  const kept = words.filter((_, index) => !isSign(index));
  return isSign(words.length - 1) ? [...kept, ''] : kept;
}

async function findSeparate(
  words: readonly string[],
  catalog: readonly CommandSpec[],
  names: ProjectNames,
  groups: readonly CommandGroup[],
): Promise<Candidates> {
  const current = words.at(-1) ?? '';
  const typed = words.slice(0, -1);
  const first = typed.findIndex((word) => !word.startsWith('-'));
  const isHelp = typed[0] === 'help';
  if (isHelp && typed.length > 1) {
    const below = typed.length === 2 ? groups.find(({ name }) => name === typed[1]) : undefined;
    return matching(current, below?.commands.map(({ name }) => name) ?? []);
  }
  const group = groups.find(({ name }) => name === typed[first]);
  // Below its word a group is a command line of its own, without `help` and without groups.
  if (group !== undefined) return findBelow(group, words.slice(first + 1), names);
  const command = catalog.find(({ name }) => name === typed[first]);
  const commandNames = [...catalog, ...groups].map(({ name }) => name);
  if (isHelp) return matching(current, commandNames);
  if (command === undefined)
    return matching(current, current.startsWith('-') ? ['--help', '--version'] : [...commandNames, 'help']);
  const dir = valueAfter(typed, '--dir') ?? 'flags';
  const complete = async (completion: Completion | undefined): Promise<Candidates> => {
    if (completion === 'files' || completion === 'folders') return { shell: completion };
    if (completion === 'flags')
      return matching(
        current,
        await (/^ff/i.test(current) && command.name === 'explain' ? names.codes() : names.flags(dir)),
      );
    if (completion === 'environments') return matching(current, await names.environments(dir));
    return matching(current, completion === undefined || completion === 'codes' ? [] : completion);
  };
  const before = typed.at(-1) ?? '';
  const option = command.options.find((candidate) => flagOf(candidate) === before);
  if (option !== undefined && takesValue(option)) return complete(option.choices ?? option.completes);
  const isOption = current.startsWith('-');
  if (isOption) return matching(current, [...command.options.map(flagOf), '--help']);
  const position = typed.filter((word, index) => !word.startsWith('-') && !isValue(typed, index, command)).length - 1;
  const argument = command.arguments[position] ?? command.arguments.find(({ syntax }) => syntax.includes('...'));
  if (argument === undefined) return matching(current, command.options.map(flagOf));
  return complete(argument.completes);
}

async function findBelow(group: CommandGroup, words: readonly string[], names: ProjectNames): Promise<Candidates> {
  const isNamed = words.slice(0, -1).some((word) => !word.startsWith('-'));
  if (isNamed) return findSeparate(words, group.commands, names, []);
  const current = words.at(-1) ?? '';
  return matching(current, current.startsWith('-') ? ['--help'] : group.commands.map(({ name }) => name));
}

const matching = (current: string, words: readonly string[]): Candidates => ({
  words: words.filter((word) => word.startsWith(current)),
});

const flagOf = ({ syntax }: OptionSpec): string => syntax.split(' ')[0] ?? '';

const takesValue = ({ syntax }: OptionSpec): boolean => syntax.includes('<');

/** Whether a word is the value of the option before it. */
function isValue(words: readonly string[], index: number, command: CommandSpec): boolean {
  const option = command.options.find((candidate) => flagOf(candidate) === words[index - 1]);
  return option !== undefined && takesValue(option);
}

function valueAfter(words: readonly string[], option: string): string | undefined {
  const index = words.map((word) => word === option || word.startsWith(`${option}=`)).lastIndexOf(true);
  const word = words[index];
  if (word === undefined) return undefined;
  return word === option ? words[index + 1] : word.slice(option.length + 1);
}
