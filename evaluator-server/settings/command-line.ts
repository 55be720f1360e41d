import { parseArgs } from 'node:util';
import { closest } from './closest.ts';
import { flagOf, SETTINGS } from './settings.ts';

/** What a server process was told to do. */
export interface CommandLine {
  readonly action: 'serve' | 'help' | 'print-config';
  /** `--json`, of what is printed. */
  readonly isJson: boolean;
  /** Settings by name, as the flags give them. */
  readonly settings: Readonly<Record<string, string>>;
  /** What is wrong, a line each. */
  readonly problems: readonly string[];
}

const BY_FLAG = new Map(SETTINGS.map((setting) => [flagOf(setting), setting]));
const ACTIONS = ['--help', '--print-config', '--json'] as const;

/** Reads the words after the program's name. Never throws. */
export function parseCommandLine(words: readonly string[]): CommandLine {
  const settings: Record<string, string> = {};
  const problems: string[] = [];
  const asked = new Set<string>();
  const options = Object.fromEntries([
    ...[...BY_FLAG.keys()].map((flag) => [flag.slice(2), { type: 'string' as const }] as const),
    ...ACTIONS.map((flag) => [flag.slice(2), { type: 'boolean' as const }] as const),
  ]);
  const { tokens } = parseArgs({ args: [...words], options, strict: false, tokens: true, allowPositionals: true });
  /** After a flag that was told already: the word behind it is its value, not another mistake. */
  let isAfterMistake = false;
  for (const token of tokens) {
    const isValueOfUnknown = isAfterMistake && token.kind === 'positional';
    isAfterMistake = false;
    if (isValueOfUnknown) continue;
    if (token.kind === 'positional')
      problems.push(`${JSON.stringify(token.value)} is no flag; settings are --name value`);
    if (token.kind !== 'option') continue;
    const flag = token.rawName;
    const setting = BY_FLAG.get(flag);
    if (ACTIONS.some((action) => action === flag)) asked.add(flag);
    else if (setting === undefined) {
      isAfterMistake = true;
      const meant = closest(flag, [...BY_FLAG.keys(), ...ACTIONS]);
      problems.push(`${flag} is no setting${meant === null ? '; --help lists them' : `; did you mean ${meant}?`}`);
    } else if (setting.isSecret === true) {
      problems.push(`${flag}: a secret on a command line can be read by others; set ${setting.name} instead`);
    } else if (token.value === undefined || token.value.startsWith('--')) {
      // The next word was taken for its value, and the one after that would be no flag.
      isAfterMistake = true;
      problems.push(`${flag} needs a value`);
    } else settings[setting.name] = token.value;
  }
  if (asked.has('--json') && !asked.has('--print-config')) problems.push('--json goes with --print-config');
  const action = asked.has('--help') ? 'help' : asked.has('--print-config') ? 'print-config' : 'serve';
  return { action, isJson: asked.has('--json'), settings, problems };
}

const NAMES = SETTINGS.map(({ name }) => name);

/** What other programs of FlagForge read, and what workers are told. */
const OTHERS = /^FLAGFORGE_(?:TOKEN|KEY|SIGNING_KEY|DEBUG|WORKER|WORKER_JOINS|(?:CLERK|CONSOLE|GITHUB_APP)_.*)$/;

/** The variables by whose name a setting could be meant. */
function strangeVariables(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.keys(env).filter(
    (name) => name.startsWith('FLAGFORGE_') && !NAMES.includes(name) && !OTHERS.test(name),
  );
}

/** The variables that look like a misspelled setting, a line each. Others are none of our business. */
export function misspelledVariables(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  return strangeVariables(env).flatMap((name) => {
    const meant = closest(name, NAMES);
    return meant === null ? [] : [`${name} is no setting; did you mean ${meant}?`];
  });
}

/** The names of variables that are no setting, and not like one either: somebody may believe that they do something. */
export function unknownVariables(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  return strangeVariables(env).filter((name) => closest(name, NAMES) === null);
}
