import { realpathSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { codedError } from '../coded-error.ts';
import type { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import { askGit, type GitPlace, type GitRun, gitFailed, runGit } from './run-git.ts';

/** A repository, and where in it a folder lies. */
export interface FoundRepository {
  /** The top of the work tree, absolute and without links; of a bare repository its own folder. */
  readonly root: string;
  /** The folder that all work trees of the repository share. */
  readonly gitDir: string;
  /** The folder in the repository, with `/`; '' for its root. */
  readonly prefix: string;
  readonly isBare: boolean;
}

/** `--end-of-options` came to all commands that are used here with this version. */
const OLDEST_GIT = [2, 30] as const;

/**
 * Finds the repository that a folder lies in. A folder behind a link lies where the link leads.
 * @throws CommandError (2) when the folder does not exist or lies in no repository; (3) when git is missing, too old, or
 * refuses the repository because another user owns it.
 */
export async function findRepository(place: GitPlace): Promise<FoundRepository> {
  // Together, because each start of git costs milliseconds. Each path by itself: it may hold line ends.
  const [, kind, common, top] = await Promise.all([
    checkVersion(place),
    runGit(place, ['rev-parse', '--is-bare-repository', '--is-inside-work-tree']),
    runGit(place, ['rev-parse', '--git-common-dir']),
    runGit(place, ['rev-parse', '--show-toplevel']),
  ]);
  if (kind.exitCode !== 0) throw whyNone(place, kind.stderr);
  const [isBare, isInside] = kind.stdout.toString('latin1').split('\n');
  // What git says relative is so to where the link leads.
  const folder = realpathSync(place.folder);
  const gitDir = realpathSync(resolve(folder, pathIn(common)));
  if (isInside !== 'true') {
    if (isBare === 'true') return { root: gitDir, gitDir, prefix: '', isBare: true };
    throw codedError(EXIT.usage, 'FF4002', { folder: place.folder });
  }
  const root = realpathSync(pathIn(top));
  const prefix = relative(root, folder).split(sep).join('/');
  return { root, gitDir, prefix, isBare: false };
}

function pathIn({ exitCode, stdout, stderr }: GitRun): string {
  if (exitCode !== 0) throw gitFailed('rev-parse', stderr);
  return stdout.toString('utf8').replace(/\r?\n$/, '');
}

async function checkVersion(place: GitPlace): Promise<void> {
  const text = await askGit(place, ['version']);
  const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(text) ?? [];
  const [oldestMajor, oldestMinor] = OLDEST_GIT;
  if (Number(major) > oldestMajor || (Number(major) === oldestMajor && Number(minor) >= oldestMinor)) return;
  const version = text.replace(/^git version /, '');
  throw codedError(EXIT.outside, 'FF4001', { version, oldest: OLDEST_GIT.join('.') });
}

function whyNone({ folder }: GitPlace, stderr: string): CommandError {
  if (/not a git repository/.test(stderr)) return codedError(EXIT.usage, 'FF4002', { folder });
  const owned = /dubious ownership in repository at '(.*?)'\n|unsafe repository \('(.*?)' is owned/s.exec(stderr);
  if (owned !== null) return codedError(EXIT.outside, 'FF4003', { folder: owned[1] ?? owned[2] ?? folder });
  return gitFailed('rev-parse', stderr);
}
