/** Reads a project from disk. Everything after that is pure. */
import { hash } from 'node:crypto';
import {
  closeSync,
  constants,
  type Dirent,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { errorCodeOf, outsideError } from './command-error.ts';
import type { SourceFile } from './compile/index.ts';
import {
  decodeFile,
  leadingOut,
  listProject,
  MAX_READ_BYTES,
  notAFile,
  type ProjectEntry,
  type ProjectListing,
  type ProjectTree,
  readProject,
  tooLarge,
  unreadable,
} from './project-files.ts';
import { systemReason } from './system-reason.ts';

export interface LoadedProject {
  /** The absolute path of the project's folder. */
  readonly directory: string;
  /** Ascending by path. Every YAML file of the folder, and what segments include. */
  readonly files: readonly SourceFile[];
}

/** There is no project where one was looked for. The CLI exits with 2. */
export class NoProjectError extends Error {
  override readonly name = 'NoProjectError';
  readonly directory: string;
  /** The next action; null where nothing is there to go on from. */
  readonly hint: string | null;

  constructor(directory: string, message: string, hint: string | null) {
    super(message);
    this.directory = directory;
    this.hint = hint;
  }
}

/**
 * Loads the project in a folder. Files that cannot be read as text are there with a `problem`, so that the compiler
 * reports them with all others. Symbolic links are followed only while they stay in the folder; folders behind links
 * are not entered.
 * Throws NoProjectError when the folder does not exist or holds no flagforge.yaml, and CommandError (3) when it, or its
 * `segments` or `contexts`, may not be read: what is in there would be missing without a word.
 * @see contract 2
 */
export async function loadProject(dir: string): Promise<LoadedProject> {
  const directory = resolve(dir);
  const tree = treeOnDisk(directory, rootOf(directory, dir));
  const listing = listProject(tree);
  if (!listing.paths.includes('flagforge.yaml')) throw noProject(dir, directory, listing);
  return { directory, files: await readProject(tree, listing) };
}

/** SHA-256 by node:crypto, for `compileProject`: some ten times faster than the portable one. */
export function nodeSha256(text: string): string {
  // In one call: a hash object for each of 10,000 small files costs more than the hashing.
  return hash('sha256', text, 'hex');
}

function rootOf(directory: string, dir: string): string {
  try {
    if (statSync(directory).isDirectory()) return realpathSync(directory);
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR'].includes(errorCodeOf(error) ?? '')) throw unreadableFolder(dir, error);
    throw new NoProjectError(directory, `there is no folder ${dir}`, null);
  }
  throw new NoProjectError(directory, `${dir} is a file, not a folder`, 'name the folder that holds flagforge.yaml');
}

function noProject(dir: string, directory: string, { paths, nested }: ProjectListing): NoProjectError {
  const misnamed = paths.find((path) => /^flagforge\.ya?ml$/i.test(path));
  const hint =
    misnamed !== undefined
      ? `rename ${misnamed} to flagforge.yaml`
      : nested !== null
        ? `did you mean --dir ${join(dir, nested)}?`
        : null;
  return new NoProjectError(directory, `there is no flagforge.yaml in ${dir}`, hint);
}

/** @param root the real path of the folder: what lies elsewhere is not read through a link. */
export function treeOnDisk(directory: string, root: string): ProjectTree {
  return {
    entriesOf: (folder) => entriesOf(join(directory, folder)),
    exists: (path) => exists(join(directory, path)),
    read: async (paths, mayLeadOut) => paths.map((path) => readSource(directory, mayLeadOut(path) ? root : null, path)),
  };
}

function entriesOf(folder: string): ProjectEntry[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
  } catch (error) {
    throw unreadableFolder(folder, error);
  }
}

function kindOf(entry: Dirent): ProjectEntry['kind'] {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'other';
}

const unreadableFolder = (folder: string, error: unknown): Error =>
  outsideError(`cannot read the folder ${folder}: ${systemReason(error)}`, 'nothing was read of the project');

function exists(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

/** @param root the real path of the folder, when links may lead out of it; null for a plain file of the folder itself. */
function readSource(directory: string, root: string | null, path: string): SourceFile {
  let descriptor: number | null = null;
  try {
    const full = join(directory, path);
    const real = root === null ? full : realpathSync(full);
    if (root !== null && !real.startsWith(root + sep)) return leadingOut(path);
    // Non-blocking, so that a pipe with this name cannot hold everything up.
    descriptor = openSync(real, constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) return notAFile(path);
    if (stat.size > MAX_READ_BYTES) return tooLarge(path);
    return decodeFile(path, readWhole(descriptor, stat.size));
  } catch (error) {
    return unreadable(path, errorCodeOf(error) ?? '');
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

/** All bytes of an open file: for small ones in half the time that readFileSync takes, which asks for the size again. */
function readWhole(descriptor: number, size: number): Buffer {
  const bytes = Buffer.allocUnsafe(size + 1);
  const length = readSync(descriptor, bytes, 0, size + 1, 0);
  // It grew or shrank meanwhile, or lies where sizes are not known.
  return length === size && size > 0 ? bytes.subarray(0, size) : readFileSync(descriptor);
}
