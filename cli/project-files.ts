/** Which files a project has, and how each becomes text: the same rules for a folder on disk and for a commit. */
import { isUtf8 } from 'node:buffer';
import { includePathsOf, isYamlPath, type SourceFile } from './compile/index.ts';

/** Beyond this a file is not even read: it is over every limit. */
export const MAX_READ_BYTES = 1_048_576 + 3;

/** Folders that hold no flags, whatever they hold. Those that begin with a dot are left out too. */
const FOREIGN_FOLDERS: ReadonlySet<string> = new Set(['node_modules']);

export interface ProjectEntry {
  readonly name: string;
  /** A link is a symbolic one, wherever it leads; `other` is a pipe, a device. */
  readonly kind: 'file' | 'folder' | 'link' | 'other';
}

/** Where a project's files lie. Paths are relative to its folder, with `/`; '' is the folder itself. */
export interface ProjectTree {
  /** In any order. May throw: what is in `segments` and `contexts` would else be missing without a word. */
  entriesOf(folder: string): readonly ProjectEntry[];
  /** Whether something of that name is there, links that lead nowhere included. */
  exists(path: string): boolean;
  /**
   * Reads files, in their order. Those that cannot be read have a `problem`.
   * @param mayLeadOut whether the path is, or may pass through, a symbolic link.
   */
  read(paths: readonly string[], mayLeadOut: (path: string) => boolean): Promise<SourceFile[]>;
}

export interface ProjectListing {
  /** Every YAML file, and `segments` or `contexts` where they are links. */
  readonly paths: readonly string[];
  /** Those of them that are symbolic links. */
  readonly links: ReadonlySet<string>;
  /** The first other project that lies below this one. */
  readonly nested: string | null;
}

/** Every YAML file of a tree, but for foreign folders and for other projects (those hold a flagforge.yaml). */
export function listProject(tree: Pick<ProjectTree, 'entriesOf'>): ProjectListing {
  const listing: Listing = { paths: [], links: new Set(), nested: null };
  listFolder(tree, listing, '');
  return listing;
}

/**
 * Every file that the compiler needs, ascending by path: those of the listing, and those that segments include.
 * Folders behind links are not entered, so only a file that is a link itself, or is included, can lead out.
 */
export async function readProject(tree: ProjectTree, { paths, links }: ProjectListing): Promise<SourceFile[]> {
  const files = await tree.read(paths, (path) => links.has(path));
  files.push(...(await tree.read(includedIn(tree, files, paths), () => true)));
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The paths that segments of a listing include, besides those that are in it; reads no file but segments. */
export async function includedPaths(tree: ProjectTree, { paths, links }: ProjectListing): Promise<string[]> {
  const segments = paths.filter((path) => path.startsWith('segments/'));
  return includedIn(tree, await tree.read(segments, (path) => links.has(path)), paths);
}

function includedIn(tree: ProjectTree, files: readonly SourceFile[], paths: readonly string[]): string[] {
  const known = new Set(paths);
  return includePathsOf(files).filter((path) => !known.has(path) && tree.exists(path));
}

interface Listing {
  readonly paths: string[];
  readonly links: Set<string>;
  nested: string | null;
}

function listFolder(tree: Pick<ProjectTree, 'entriesOf'>, listing: Listing, folder: string): void {
  const entries = tree.entriesOf(folder);
  const prefix = folder === '' ? '' : `${folder}/`;
  if (folder !== '' && entries.some(({ name }) => name === 'flagforge.yaml')) {
    listing.nested ??= folder;
    return;
  }
  for (const { name, kind } of entries) {
    const path = prefix + name;
    const isOurs = path === 'segments' || path === 'contexts';
    if (kind === 'folder') {
      if (!name.startsWith('.') && !FOREIGN_FOLDERS.has(name)) tryFolder(tree, listing, path);
    } else if (isYamlPath(name) || (isOurs && kind === 'link')) {
      listing.paths.push(path);
      if (kind === 'link') listing.links.add(path);
    }
  }
}

function tryFolder(tree: Pick<ProjectTree, 'entriesOf'>, listing: Listing, path: string): void {
  try {
    listFolder(tree, listing, path);
  } catch (error) {
    // A folder that this user may not read is none that FlagForge reads, but for its own two.
    if (path === 'segments' || path === 'contexts') throw error;
  }
}

/** A file that is there and gives no text. */
export function unreadFile(
  path: string,
  code: string,
  args: Readonly<Record<string, string | number>> = {},
): SourceFile {
  return { path, text: '', problem: { code, args, at: 0 } };
}

/** A link that leads out of the project. */
export const leadingOut = (path: string): SourceFile => unreadFile(path, 'FF1022');

/** One that is over every limit. */
export const tooLarge = (path: string): SourceFile => unreadFile(path, 'FF1001', { limit: 64 });

/** One that the system, or the commit, does not give. @param code of a system error, such as `ENOENT`. */
export function unreadable(path: string, code: string): SourceFile {
  const reason =
    code === 'EACCES' || code === 'EPERM'
      ? 'permission denied'
      : code !== 'ENOENT'
        ? code
        : path.includes(REPLACEMENT_CHARACTER)
          ? 'its name is not UTF-8'
          : 'it points to nothing';
  return unreadFile(path, 'FF1021', { reason });
}

/** A folder, a pipe or a device under the name of a file. */
export const notAFile = (path: string): SourceFile =>
  unreadFile(path, 'FF1021', { reason: 'it is not a regular file' });

const BYTE_ORDER_MARK = '\ufeff';

/** Stands in decoded names for bytes that are not UTF-8; no file is found under such a name. */
const REPLACEMENT_CHARACTER = '\ufffd';

/** A file's bytes as text, without a byte order mark; bytes that are not UTF-8 are a problem at their place. */
export function decodeFile(path: string, bytes: Buffer): SourceFile {
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
