/** Command lines to copy, for hints. */

/** The options by which a command names its project, when they were given. */
export interface GivenProject {
  readonly dir: string;
  readonly project?: string;
}

/** `flagforge revive search-v2 --environment production`, with what was given to find the project. */
export function commandLine(words: readonly string[], { dir, project }: GivenProject): string {
  const found = [...(dir === 'flags' ? [] : ['--dir', dir]), ...(project === undefined ? [] : ['--project', project])];
  return ['flagforge', ...words, ...found].map(quoted).join(' ');
}

/** The same with a reason; where none was given yet, with a place for one. */
export function commandLineWithReason(words: readonly string[], reason: string | null, given: GivenProject): string {
  return reason === null
    ? `${commandLine(words, given)} --reason "..."`
    : commandLine([...words, '--reason', reason], given);
}

export const environmentWords = (environments: readonly string[] | null): string[] =>
  (environments ?? []).flatMap((environment) => ['--environment', environment]);

/** As a shell reads it. */
function quoted(word: string): string {
  return /^[\w./@:=%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
