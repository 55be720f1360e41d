/** The files of a commit, as a file system in memory. */
import { isUtf8 } from 'node:buffer';
import type { ProjectEntry } from '../project-files.ts';
import { type BlobBytes, readBlobs } from './read-blobs.ts';
import { type GitPlace, gitFailed, runGit } from './run-git.ts';

/** One entry of a tree. A submodule is a folder without anything in it, as in a checkout that does not fetch it. */
export type TreeEntry =
  | { readonly kind: 'file' | 'link'; readonly id: string }
  | { readonly kind: 'folder'; readonly entries: Map<string, TreeEntry> };

/** Where a path ends once all links are followed; or what the system would say of it. */
export type Resolved =
  | { readonly kind: 'found'; readonly path: string; readonly entry: TreeEntry }
  | { readonly kind: 'outside' }
  | { readonly kind: 'failed'; readonly code: 'ENOENT' | 'ENOTDIR' | 'ELOOP' };

export interface CommitTree {
  /** Paths are relative to the repository, with `/`; '' is its root. null: nothing is there. Follows no link. */
  entryAt(path: string): TreeEntry | null;
  /**
   * Follows links as the kernel does.
   * @param followsLast false: the last step is not followed when it is a link.
   */
  resolve(path: string, followsLast?: boolean): Resolved;
  /** Whether the name of a path is not UTF-8 in git: no file on a disk is found under its decoded name. */
  isNameless(path: string): boolean;
}

/** As Linux does: beyond it a path leads in a circle. */
const MAX_LINKS = 40;

/** A link's text is a path, and no system has longer ones. */
const MAX_LINK_BYTES = 4096;

const SUBMODULE = '160000';
const SYMBOLIC_LINK = '120000';

/**
 * Reads the tree of a commit in one `git ls-tree`.
 * @param commit full id.
 * @param folder only what lies below it, unless there are links in it: they may lead anywhere. '' for everything.
 * @throws CommandError (3) when git cannot read it.
 */
export async function loadCommitTree(place: GitPlace, commit: string, folder: string): Promise<CommitTree> {
  const part = await listTree(place, commit, folder);
  const listing = part.links.length > 0 && folder !== '' ? await listTree(place, commit, '') : part;
  return createCommitTree(listing, await readBlobs(place, listing.links, MAX_LINK_BYTES));
}

interface TreeListing {
  readonly root: TreeEntry & { readonly kind: 'folder' };
  /** Ids of the blobs that hold where links lead. */
  readonly links: readonly string[];
  /** Whether all names are UTF-8. */
  readonly isNamed: boolean;
}

async function listTree(place: GitPlace, commit: string, folder: string): Promise<TreeListing> {
  const below = folder === '' ? [] : ['--', `${folder}/`];
  const run = await runGit(place, ['ls-tree', '-r', '-z', '--full-tree', commit, ...below]);
  if (run.exitCode !== 0) throw gitFailed('ls-tree', run.stderr);
  const root: TreeListing['root'] = { kind: 'folder', entries: new Map() };
  const links: string[] = [];
  const text = run.stdout.toString('utf8');
  // The last folder met: files come folder by folder.
  let [lastName, last] = ['', root.entries];
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\0', from);
    const tab = text.indexOf('\t', from);
    // `<mode> <type> <id>`, a tab, the path.
    const mode = text.slice(from, from + 6);
    const id = text.slice(text.lastIndexOf(' ', tab) + 1, tab);
    const slash = text.lastIndexOf('/', end);
    const name = slash > tab ? text.slice(tab + 1, slash) : '';
    if (name !== lastName) [lastName, last] = [name, folderAt(root, name)];
    const file = text.slice((slash > tab ? slash : tab) + 1, end);
    if (mode === SUBMODULE) last.set(file, { kind: 'folder', entries: new Map() });
    else last.set(file, { kind: mode === SYMBOLIC_LINK ? 'link' : 'file', id });
    if (mode === SYMBOLIC_LINK) links.push(id);
    from = end + 1;
  }
  return { root, links, isNamed: isUtf8(run.stdout) };
}

function folderAt(root: TreeListing['root'], path: string): Map<string, TreeEntry> {
  let entries = root.entries;
  for (const step of path === '' ? [] : path.split('/')) {
    const known = entries.get(step);
    const folder = known?.kind === 'folder' ? known : { kind: 'folder' as const, entries: new Map() };
    if (folder !== known) entries.set(step, folder);
    entries = folder.entries;
  }
  return entries;
}

function createCommitTree({ root, isNamed }: TreeListing, targets: ReadonlyMap<string, BlobBytes>): CommitTree {
  return {
    entryAt(path) {
      let entry: TreeEntry = root;
      for (const step of stepsOf(path)) {
        const next: TreeEntry | undefined = entry.kind === 'folder' ? entry.entries.get(step) : undefined;
        if (next === undefined) return null;
        entry = next;
      }
      return entry;
    },
    resolve(path, followsLast = true) {
      return walk(root, targets, path, followsLast);
    },
    isNameless: (path) => !isNamed && path.includes('\ufffd'),
  };
}

function walk(
  root: TreeEntry & { readonly kind: 'folder' },
  targets: ReadonlyMap<string, BlobBytes>,
  path: string,
  followsLast: boolean,
): Resolved {
  const steps = stepsOf(path);
  const [names, entries]: [string[], TreeEntry[]] = [[], [root]];
  for (let followed = 0; ; ) {
    const step = steps.shift();
    const here = entries.at(-1) ?? root;
    if (step === undefined) return { kind: 'found', path: names.join('/'), entry: here };
    if (here.kind !== 'folder') return { kind: 'failed', code: 'ENOTDIR' };
    if (step === '.' || step === '') continue;
    if (step === '..') {
      if (names.pop() === undefined) return { kind: 'outside' };
      entries.pop();
      continue;
    }
    const next = here.entries.get(step);
    if (next === undefined) return { kind: 'failed', code: 'ENOENT' };
    if (next.kind !== 'link' || (!followsLast && steps.length === 0)) {
      names.push(step);
      entries.push(next);
      continue;
    }
    followed += 1;
    if (followed > MAX_LINKS) return { kind: 'failed', code: 'ELOOP' };
    const target = targets.get(next.id)?.toString('utf8') ?? '';
    if (target === '') return { kind: 'failed', code: 'ENOENT' };
    if (target.startsWith('/')) return { kind: 'outside' };
    // A slash at the end asks for a folder: the empty step after it is met with the file, which is refused.
    steps.unshift(...target.split('/'));
  }
}

const stepsOf = (path: string): string[] => (path === '' ? [] : path.split('/'));

/** What lies in a folder of the tree; nothing where there is none. */
export function entriesIn(tree: CommitTree, path: string): ProjectEntry[] {
  if (tree.isNameless(path)) return [];
  const folder = tree.entryAt(path);
  if (folder?.kind !== 'folder') return [];
  return [...folder.entries].map(([name, { kind }]) => ({ name, kind }));
}
