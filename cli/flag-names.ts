import { basename, dirname, resolve } from 'node:path';
import { type CommandError, usageError } from './command-error.ts';
import { roleOf, type SourceFile, suggestName } from './compile/index.ts';

/** The keys of a project's flags by their files, ascending; broken files too. */
export function flagKeys(files: readonly Pick<SourceFile, 'path'>[]): string[] {
  return files.flatMap(({ path }) => {
    const role = roleOf(path);
    return role.kind === 'flag' ? [role.name] : [];
  });
}

/**
 * The key of a flag as it was typed: itself, or the path of its file or of its tests, which must lie in the project.
 * @throws CommandError (2) for a path elsewhere: the flag of that name in this project is another one.
 */
export function typedFlagKey(word: string, cwd: string, directory: string): string {
  const name = basename(word);
  if (name !== word && dirname(resolve(cwd, word)) !== directory)
    throw usageError(`${word} does not lie in the project ${directory}`, 'give the key of a flag, or its file');
  return name.replace(/(?:\.test)?\.ya?ml$/, '');
}

/** A key that no flag of the project has: exit 2, with the nearest one. */
export function unknownFlag(files: readonly Pick<SourceFile, 'path'>[], key: string): CommandError {
  const near = suggestName(key, flagKeys(files));
  return usageError(
    `there is no flag ${JSON.stringify(key)} in this project`,
    near === undefined ? 'the key of a flag is the name of its file' : `did you mean ${near}?`,
  );
}
