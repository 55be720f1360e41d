import { type CommandError, usageError } from './command-error.ts';
import { roleOf, type SourceFile, suggestName } from './compile/index.ts';

/** The keys of a project's flags by their files, ascending; broken files too. */
export function flagKeys(files: readonly Pick<SourceFile, 'path'>[]): string[] {
  return files.flatMap(({ path }) => {
    const role = roleOf(path);
    return role.kind === 'flag' ? [role.name] : [];
  });
}

/** A key that no flag of the project has: exit 2, with the nearest one. */
export function unknownFlag(files: readonly Pick<SourceFile, 'path'>[], key: string): CommandError {
  const near = suggestName(key, flagKeys(files));
  return usageError(
    `there is no flag ${JSON.stringify(key)} in this project`,
    near === undefined ? 'the key of a flag is the name of its file' : `did you mean ${near}?`,
  );
}
