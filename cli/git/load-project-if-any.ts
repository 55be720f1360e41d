import { CommandError } from '../command-error.ts';
import type { SourceFile } from '../compile/index.ts';
import { EXIT } from '../exit-codes.ts';
import type { Repository } from './repository.ts';

/**
 * The files of the project that a commit has in a folder of the repository; null: it has none there.
 * @throws CommandError (3) when git fails.
 */
export async function loadProjectIfAny(
  repository: Pick<Repository, 'loadProjectAt'>,
  commit: string,
  directory: string,
): Promise<readonly SourceFile[] | null> {
  try {
    return await repository.loadProjectAt(commit, directory);
  } catch (error) {
    if (error instanceof CommandError && error.exitCode === EXIT.usage) return null;
    throw error;
  }
}
