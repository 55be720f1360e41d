/** Real git repositories in temporary folders; for tests only. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Nothing of whoever runs the tests: neither their settings nor a repository that a hook points at. */
export const GIT_TEST_ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: process.env.PATH ?? '',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Pat Lee',
  GIT_AUTHOR_EMAIL: 'pat@acme.com',
  GIT_COMMITTER_NAME: 'Sam Ortiz',
  GIT_COMMITTER_EMAIL: 'sam@acme.com',
};

/** A folder with repositories in it, to be removed by `remove`. */
export interface GitFolder {
  /** Real path. */
  readonly root: string;
  path(...steps: string[]): string;
  /** Runs git in a folder below, and answers with what it says, trimmed. */
  git(folder: string, ...words: string[]): string;
  /** Writes files below a folder. */
  write(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void;
  /** Makes a repository with these files in a first commit of `main`, and answers with its id. */
  create(folder: string, files: Readonly<Record<string, string | Uint8Array>>): string;
  /** Commits everything that is in the folder, ignored files too, and answers with the commit's id. */
  commit(folder: string, subject?: string): string;
  remove(): void;
}

export function createGitFolder(): GitFolder {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'flagforge-git-')));
  const git: GitFolder['git'] = (folder, ...words) =>
    execFileSync('git', words, {
      cwd: join(root, folder),
      env: GIT_TEST_ENVIRONMENT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  const write: GitFolder['write'] = (folder, files) => {
    for (const [path, content] of Object.entries(files)) {
      const full = join(root, folder, path);
      mkdirSync(dirname(full), { recursive: true });
      writeFileSync(full, content);
    }
  };
  const commit: GitFolder['commit'] = (folder, subject = 'change') => {
    git(folder, 'add', '--all', '--force');
    git(folder, 'commit', '--quiet', '--allow-empty', '--message', subject);
    return git(folder, 'rev-parse', 'HEAD');
  };
  return {
    root,
    path: (...steps) => join(root, ...steps),
    git,
    write,
    commit,
    create(folder, files) {
      mkdirSync(join(root, folder), { recursive: true });
      git(folder, 'init', '--quiet', '--initial-branch=main');
      git(folder, 'config', 'gc.auto', '0');
      write(folder, files);
      return commit(folder, 'first');
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
