import { realpathSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { isYamlPath } from '../compile/index.ts';
import { treeOnDisk } from '../project.ts';
import { includedPaths, listProject, type ProjectTree } from '../project-files.ts';
import type { FoundRepository } from './find-repository.ts';
import { type FileMemory, loadTreeAt } from './load-project-at.ts';
import { resolveCommit } from './resolve-commit.ts';
import { type GitPlace, gitFailed, runGit } from './run-git.ts';

/**
 * The files of a project that are not as HEAD has them, as paths in the project, ascending.
 * Git says what changed; only what FlagForge reads counts, so that code beside the flags may be in the middle of an edit.
 * What git ignores counts too: `validate` reads it, and a commit does not have it.
 */
export async function dirtyFiles(found: FoundRepository, place: GitPlace, memory: FileMemory): Promise<string[]> {
  if (found.isBare) return [];
  const head = await resolveCommit(place, 'HEAD');
  const [onDisk, inHead, tracked, changed] = await Promise.all([
    readOnDisk(found),
    readInCommit(found, place, head, memory),
    namesOf(place, ['ls-files', '-z', ...below(found)]),
    changedFiles(found, place),
  ]);
  const isTracked = new Set(tracked);
  const read = new Set([...onDisk, ...inHead]);
  const folders = foldersOf(read);
  const dirty = new Set([...onDisk].filter((path) => !isTracked.has(path) && !isBehindLink(path, isTracked)));
  for (const { path, isGone } of changed) {
    // A changed folder link is that of the files behind it; a staged file that is gone again is somebody's half-done work.
    if (read.has(path) || folders.has(path) || (isGone && isYamlPath(path))) dirty.add(path);
  }
  const prefix = found.prefix === '' ? '' : `${found.prefix}/`;
  return [...dirty].map((path) => (path.startsWith(prefix) ? path.slice(prefix.length) : path)).sort();
}

const below = ({ prefix }: FoundRepository): string[] => (prefix === '' ? [] : ['--', prefix]);

/** Paths in the repository: each file that is read, and where its links end. */
async function readOnDisk({ root, prefix }: FoundRepository): Promise<Set<string>> {
  const directory = join(root, prefix);
  return pathsIn(treeOnDisk(directory, directory), prefix, (path) => {
    const real = realPathOf(join(directory, path));
    return real === null ? null : relative(root, real).split(sep).join('/');
  });
}

/** The same of a commit. */
async function readInCommit(
  { prefix }: FoundRepository,
  place: GitPlace,
  commit: string,
  memory: FileMemory,
): Promise<Set<string>> {
  const { tree, whole } = await loadTreeAt(place, commit, prefix, memory);
  return pathsIn(tree, prefix, (path) => {
    const resolved = whole.resolve(inRepository(prefix, path));
    return resolved.kind === 'found' ? resolved.path : null;
  });
}

/**
 * Of thousands of flags only the names are asked for; segments are read, as they name the files that they include.
 * @param realPath where a path ends that is a link, or may lie behind one; null: nowhere.
 */
async function pathsIn(
  tree: ProjectTree,
  prefix: string,
  realPath: (path: string) => string | null,
): Promise<Set<string>> {
  const listing = listProject(tree);
  const included = await includedPaths(tree, listing);
  const paths = [...listing.paths, ...included].map((path) => inRepository(prefix, path));
  const ends = [...listing.links, ...included].map(realPath);
  return new Set([...paths, ...ends.flatMap((path) => (path === null || path.startsWith('..') ? [] : [path]))]);
}

interface ChangedFile {
  readonly path: string;
  /** Staged, and not on disk. */
  readonly isGone: boolean;
}

async function changedFiles(found: FoundRepository, place: GitPlace): Promise<ChangedFile[]> {
  const words = ['status', '--porcelain=v2', '-z', '--untracked-files=no', '--no-renames', '--ignore-submodules=all'];
  const records = await namesOf(place, [...words, ...below(found)]);
  return records.flatMap((record) => {
    // `1 <XY> <6 fields> <path>`; unmerged: `u <XY> <8 fields> <path>`.
    const fields = record.startsWith('1 ') ? 8 : record.startsWith('u ') ? 10 : 0;
    if (fields === 0) return [];
    let at = 0;
    for (let field = 0; field < fields; field += 1) at = record.indexOf(' ', at) + 1;
    return [{ path: record.slice(at), isGone: record[3] === 'D' && record[2] === 'A' }];
  });
}

async function namesOf(place: GitPlace, words: readonly string[]): Promise<string[]> {
  const run = await runGit(place, words);
  if (run.exitCode !== 0) throw gitFailed(words[0] ?? '', run.stderr);
  return run.stdout
    .toString('utf8')
    .split('\0')
    .filter((name) => name !== '');
}

const inRepository = (prefix: string, path: string): string => (prefix === '' ? path : `${prefix}/${path}`);

function foldersOf(paths: Iterable<string>): Set<string> {
  const folders = new Set<string>();
  for (const path of paths) {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) folders.add(path.slice(0, at));
  }
  return folders;
}

/** An included file behind a tracked link to a folder: git knows it under its own path, which is looked at as well. */
function isBehindLink(path: string, tracked: ReadonlySet<string>): boolean {
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
    if (tracked.has(path.slice(0, at))) return true;
  }
  return false;
}

function realPathOf(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}
