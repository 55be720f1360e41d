import { hash } from 'node:crypto';
import { accessSync, constants, existsSync, lstatSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codedError } from '../coded-error.ts';
import { EXIT } from '../exit-codes.ts';
import { makeFolder } from '../make-folder.ts';

/** Where `dev` keeps what belongs to a project on this machine. */
export interface StateFolder {
  readonly path: string;
  /** The project's folder cannot be written, so it lies among the system's temporary files. */
  readonly isTemporary: boolean;
}

/**
 * `.flagforge` in the project's folder where it can be written, else a folder of this user's among the temporary files,
 * the same one each time. Nothing is made in the project's folder.
 * @throws CommandError (3, FF3165) when the temporary one is somebody else's.
 */
export function chooseStateFolder(projectDirectory: string): StateFolder {
  const own = join(projectDirectory, '.flagforge');
  if (isWritable(existsSync(own) ? own : projectDirectory)) return { path: own, isTemporary: false };
  const path = temporaryState(projectDirectory);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch {
    // There from an earlier run, or not to be made: what follows tells.
  }
  if (!isPrivate(path)) {
    throw codedError(EXIT.outside, 'FF3165', { folder: path, reason: 'it is not a folder of this user alone' });
  }
  return { path, isTemporary: true };
}

/**
 * Makes the folder of dev's state, for this user only and with a .gitignore of its own: what lies there is of this
 * machine.
 * @throws the system's error.
 */
export function makeStateFolder(path: string): void {
  makeFolder(path, 0o700);
  const ignore = join(path, '.gitignore');
  if (!existsSync(ignore)) writeFileSync(ignore, '*\n');
}

/** The folders in which a running `dev` of this project may have left its traces, in this order. */
export function stateFolders(projectDirectory: string): readonly string[] {
  const temporary = temporaryState(projectDirectory);
  return [join(projectDirectory, '.flagforge'), ...(isPrivate(temporary) ? [temporary] : [])];
}

function temporaryState(projectDirectory: string): string {
  const name = hash('sha256', realPath(projectDirectory), 'hex').slice(0, 16);
  // A number, not a name: a container may run as one that no list of users has.
  return join(tmpdir(), `flagforge-${process.getuid?.() ?? 'user'}-${name}`);
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** Anybody may make a folder of this name among the temporary files. */
function isPrivate(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined || !found.isDirectory()) return false;
  return process.getuid === undefined || (found.uid === process.getuid() && (found.mode & 0o077) === 0);
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
