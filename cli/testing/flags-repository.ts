/** A git repository with a project in `flags/`, in a temporary folder; for tests only. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createGitFolder } from './git-repository.ts';

export interface FlagsRepository {
  readonly root: string;
  /** Writes these files (`flags/a.yaml`; null removes one) and commits them. Answers with the commit's id. */
  commit(files: Readonly<Record<string, string | null>>, message?: string): string;
  write(files: Readonly<Record<string, string | null>>): void;
  git(...words: string[]): string;
  remove(): void;
}

/** @param files of the first commit. */
export function createFlagsRepository(files: Readonly<Record<string, string>>): FlagsRepository {
  const folder = createGitFolder();
  const { root, remove } = folder;
  const git: FlagsRepository['git'] = (...words) => folder.git('', ...words);
  const write: FlagsRepository['write'] = (more) => {
    for (const [path, text] of Object.entries(more)) {
      const file = join(root, path);
      mkdirSync(dirname(file), { recursive: true });
      if (text === null) rmSync(file);
      else writeFileSync(file, text);
    }
  };
  git('init', '--quiet', '--initial-branch=main');
  const commit: FlagsRepository['commit'] = (more, message = 'change') => {
    write(more);
    git('add', '--all');
    git('commit', '--quiet', '--allow-empty', '--message', message);
    return git('rev-parse', 'HEAD');
  };
  commit(files, 'first');
  return { root, commit, write, git, remove };
}
