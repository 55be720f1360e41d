/** A git repository with a project in `flags/`, in a temporary folder; for tests only. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Nobody's settings but the test's own. */
export const GIT_TEST_ENV = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@example.com',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@example.com',
} as const;

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
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'flagforge-repository-')));
  const git: FlagsRepository['git'] = (...words) =>
    execFileSync('git', words, { cwd: root, encoding: 'utf8', env: { ...process.env, ...GIT_TEST_ENV } }).trim();
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
  return { root, commit, write, git, remove: () => rmSync(root, { recursive: true, force: true }) };
}
