import { codedError } from '../coded-error.ts';
import type { SourceFile } from '../compile/index.ts';
import { EXIT } from '../exit-codes.ts';
import {
  decodeFile,
  leadingOut,
  listProject,
  MAX_READ_BYTES,
  notAFile,
  type ProjectTree,
  readProject,
  tooLarge,
  unreadable,
} from '../project-files.ts';
import { type CommitTree, entriesIn, loadCommitTree } from './commit-tree.ts';
import { readBlobs } from './read-blobs.ts';
import type { GitPlace } from './run-git.ts';

/** Decoded files by the id of their blob, so that commits that share most files read only what differs. */
export interface FileMemory {
  get(id: string): Omit<SourceFile, 'path'> | undefined;
  set(id: string, file: Omit<SourceFile, 'path'>): void;
  /** The tree that was asked for last: whoever looks at a commit does so more than once. */
  readonly tree: { last: { readonly key: string; readonly tree: Promise<CommitTree> } | null };
  /** Forgets, where it has become too much. */
  trim(): void;
}

/**
 * The files of a project as a commit has them: what `loadProject` gives for a checkout of it.
 * The blobs are the truth: conversions that a checkout may apply (`.gitattributes`, `core.autocrlf`, filters) are not,
 * so that one commit gives the same files on every machine. A link that leaves the repository is refused wherever it
 * leads, and submodules are empty folders.
 * @param commit full id of a commit that is there.
 * @param directory the project's folder in the repository, with `/`, '' for the root.
 * @throws CommandError (2) when the commit has no project there; (3) when git fails.
 */
export async function loadProjectAt(
  place: GitPlace,
  commit: string,
  directory: string,
  memory: FileMemory,
): Promise<readonly SourceFile[]> {
  const { tree } = await loadTreeAt(place, commit, directory, memory);
  const listing = listProject(tree);
  if (listing.paths.includes('flagforge.yaml')) return readProject(tree, listing);
  const nested = listing.nested === null ? '' : [directory, listing.nested].filter((part) => part !== '').join('/');
  throw codedError(EXIT.usage, 'FF4007', { commit: commit.slice(0, 7), directory, nested });
}

/** The project's part of a commit, and the whole of it. */
export async function loadTreeAt(
  place: GitPlace,
  commit: string,
  directory: string,
  memory: FileMemory,
): Promise<{ readonly tree: ProjectTree; readonly whole: CommitTree }> {
  memory.trim();
  const key = `${commit} ${directory}`;
  const { last } = memory.tree;
  const loading = last?.key === key ? last.tree : loadCommitTree(place, commit, directory);
  memory.tree.last = { key, tree: loading };
  const whole = await loading.catch((error: unknown) => {
    memory.tree.last = null;
    throw error;
  });
  return { tree: projectTree(place, whole, directory, memory), whole };
}

function projectTree(place: GitPlace, tree: CommitTree, directory: string, memory: FileMemory): ProjectTree {
  const within = (path: string): string => [directory, path].filter((part) => part !== '').join('/');
  /** The blob to read, or what is there in place of one. */
  const find = (path: string, mayLeadOut: boolean): { readonly id: string } | SourceFile => {
    if (tree.isNameless(path)) return unreadable(path, 'ENOENT');
    const found = tree.resolve(within(path));
    if (found.kind === 'failed') return unreadable(path, found.code);
    if (found.kind === 'outside') return leadingOut(path);
    if (mayLeadOut && directory !== '' && !found.path.startsWith(`${directory}/`)) return leadingOut(path);
    if (mayLeadOut && found.path === directory) return leadingOut(path);
    return found.entry.kind === 'file' ? { id: found.entry.id } : notAFile(path);
  };
  return {
    entriesOf: (folder) => entriesIn(tree, within(folder)),
    exists: (path) => tree.resolve(within(path), false).kind !== 'failed',
    async read(paths, mayLeadOut) {
      const found = paths.map((path) => ({ path, source: find(path, mayLeadOut(path)) }));
      const unknown = found.flatMap(({ source }) =>
        'id' in source && memory.get(source.id) === undefined ? [source.id] : [],
      );
      const blobs = await readBlobs(place, unknown, MAX_READ_BYTES);
      for (const [id, bytes] of blobs) memory.set(id, bytes === null ? tooLarge('') : decodeFile('', bytes));
      return found.map(({ path, source }) => {
        if (!('id' in source)) return source;
        return { ...(memory.get(source.id) ?? unreadable(path, 'EIO')), path };
      });
    },
  };
}
