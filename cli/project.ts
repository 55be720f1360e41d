/** Reads a project from disk. Everything after that is pure. */
import { isUtf8 } from 'node:buffer';
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
import { includePathsOf, isYamlPath, type SourceFile } from './compile/index.ts';
import { systemReason } from './system-reason.ts';

/** Beyond this a file is not even read: it is over every limit. */
const MAX_READ_BYTES = 1_048_576 + 3;

/** Folders that hold no flags, whatever they hold. Those that begin with a dot are left out too. */
const FOREIGN_FOLDERS: ReadonlySet<string> = new Set(['node_modules']);

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
  const root = rootOf(directory, dir);
  const listing: Listing = { directory, paths: [], links: new Set(), nested: null };
  listYaml(listing, '');
  const { paths, links } = listing;
  if (!paths.includes('flagforge.yaml')) throw noProject(dir, listing);
  // Folders behind links are not entered, so only a file that is a link itself can lead out.
  const files = paths.map((path) => readSource(directory, links.has(path) ? root : null, path));
  const known = new Set(paths);
  for (const path of includePathsOf(files)) {
    if (!known.has(path) && exists(join(directory, path))) files.push(readSource(directory, root, path));
  }
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { directory, files };
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
    if (!['ENOENT', 'ENOTDIR'].includes(errorCodeOf(error) ?? '')) throw unreadable(dir, error);
    throw new NoProjectError(directory, `there is no folder ${dir}`, null);
  }
  throw new NoProjectError(directory, `${dir} is a file, not a folder`, 'name the folder that holds flagforge.yaml');
}

function noProject(dir: string, { directory, paths, nested }: Listing): NoProjectError {
  const misnamed = paths.find((path) => /^flagforge\.ya?ml$/i.test(path));
  const hint =
    misnamed !== undefined
      ? `rename ${misnamed} to flagforge.yaml`
      : nested !== null
        ? `did you mean --dir ${join(dir, nested)}?`
        : null;
  return new NoProjectError(directory, `there is no flagforge.yaml in ${dir}`, hint);
}

interface Listing {
  readonly directory: string;
  /** Paths of YAML files, with `/`. */
  readonly paths: string[];
  /** Those of them that are symbolic links. */
  readonly links: Set<string>;
  /** The first other project that lies below this folder. */
  nested: string | null;
}

/** Every YAML file below a folder, but for foreign folders and for other projects (those hold a flagforge.yaml). */
function listYaml(listing: Listing, folder: string): void {
  const entries = entriesOf(join(listing.directory, folder));
  const prefix = folder === '' ? '' : `${folder}/`;
  if (folder !== '' && entries.some((entry) => entry.name === 'flagforge.yaml')) {
    listing.nested ??= folder;
    return;
  }
  for (const entry of entries) {
    const path = prefix + entry.name;
    const isOurs = path === 'segments' || path === 'contexts';
    if (entry.isDirectory()) {
      if (!entry.name.startsWith('.') && !FOREIGN_FOLDERS.has(entry.name)) listFolder(listing, path);
    } else if (isYamlPath(entry.name) || (isOurs && entry.isSymbolicLink())) {
      listing.paths.push(path);
      if (entry.isSymbolicLink()) listing.links.add(path);
    }
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw unreadable(folder, error);
  }
}

const unreadable = (folder: string, error: unknown): Error =>
  outsideError(`cannot read the folder ${folder}: ${systemReason(error)}`, 'nothing was read of the project');

function listFolder(listing: Listing, path: string): void {
  try {
    listYaml(listing, path);
  } catch (error) {
    // A folder that this user may not read is none that FlagForge reads, but for its own two.
    if (path === 'segments' || path === 'contexts') throw error;
  }
}

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
  const failed = (code: string, args: Readonly<Record<string, string | number>> = {}): SourceFile => {
    return { path, text: '', problem: { code, args, at: 0 } };
  };
  let descriptor: number | null = null;
  try {
    const full = join(directory, path);
    const real = root === null ? full : realpathSync(full);
    if (root !== null && !real.startsWith(root + sep)) return failed('FF1022');
    // Non-blocking, so that a pipe with this name cannot hold everything up.
    descriptor = openSync(real, constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) return failed('FF1021', { reason: 'it is not a regular file' });
    if (stat.size > MAX_READ_BYTES) return failed('FF1001', { limit: 64 });
    return decode(path, readWhole(descriptor, stat.size));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    const reason =
      code === 'EACCES' || code === 'EPERM' ? 'permission denied' : code === 'ENOENT' ? 'it points to nothing' : code;
    return failed('FF1021', { reason });
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

const BYTE_ORDER_MARK = '\ufeff';

function decode(path: string, bytes: Buffer): SourceFile {
  const decoded = bytes.toString('utf8');
  const text = decoded.startsWith(BYTE_ORDER_MARK) ? decoded.slice(1) : decoded;
  if (isUtf8(bytes)) return { path, text };
  const at = firstDifference(bytes, Buffer.from(decoded, 'utf8'));
  const byte = `0x${(bytes[at] ?? 0).toString(16).padStart(2, '0')}`;
  const offset = bytes.subarray(0, at).toString('utf8').length - (decoded.length - text.length);
  return { path, text, problem: { code: 'FF1003', args: { byte }, at: Math.max(0, offset) } };
}

/** The first byte that decoding did not keep. */
function firstDifference(left: Buffer, right: Buffer): number {
  let at = 0;
  while (at < left.length && left[at] === right[at]) at += 1;
  return at;
}
