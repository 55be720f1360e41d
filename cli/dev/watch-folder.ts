import { type FSWatcher, watch } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** One save raises several events (write, rename, chmod); they are answered together, this long after the last. */
const SETTLE_MS = 25;
/** A checkout raises events for a while; in between the folder is half old, half new. But nobody waits longer for an answer. */
const MAX_SETTLE_MS = 150;
/** Network drives and some containers raise no events, and a watch can be lost: so everything is looked at now and then. */
const POLL_MS = 1_000;
/** While the folder is gone nothing can be watched. */
const ABSENCE_POLL_MS = 100;

export interface FolderWatch {
  close(): void;
}

/**
 * Calls `onChange` soon after something in a folder or below it changed: edits in place, editors that write beside and
 * rename, new folders, deletions. Names that begin with a dot, and node_modules, are not looked at.
 *
 * Resolves when the watches stand: what is read afterwards misses no change.
 *
 * Every folder has a watch of its own: a recursive one loses track of files that are replaced (Node 20 on Linux). A watch
 * is on the folder itself, not on its name: one that was deleted and made anew (`git checkout`) gets a new watch.
 */
export async function watchFolder(folder: string, onChange: () => void): Promise<FolderWatch> {
  const watchers = new Map<string, { readonly watcher: FSWatcher; readonly inode: number }>();
  let isClosed = false;
  let settle: NodeJS.Timeout | null = null;
  let firstAt = 0;
  let hasMoved = false;
  let poll: NodeJS.Timeout | null = null;
  let last: string | null = null;

  const announce = (): void => {
    if (isClosed) return;
    const now = performance.now();
    if (settle === null) firstAt = now;
    else clearTimeout(settle);
    settle = setTimeout(settled, Math.max(0, Math.min(SETTLE_MS, firstAt + MAX_SETTLE_MS - now)));
  };
  const settled = (): void => {
    settle = null;
    // Once for all the names that came and went: a checkout moves thousands.
    if (hasMoved) void lookForFolders();
    hasMoved = false;
    onChange();
  };
  const drop = (path: string): void => {
    watchers.get(path)?.watcher.close();
    watchers.delete(path);
  };
  const attach = (path: string, inode: number): void => {
    drop(path);
    try {
      const watcher = watch(path, (event, name) => {
        if (name !== null && isForeign(name)) return;
        // A folder may have come or gone.
        if (event === 'rename') hasMoved = true;
        announce();
      });
      watcher.on('error', () => drop(path));
      watchers.set(path, { watcher, inode });
    } catch {
      // No watch to be had: the folder is polled.
    }
  };
  /** Returns whether a folder is watched that was not, or is another one than it was. */
  const follow = (folders: ReadonlyMap<string, number>): boolean => {
    if (isClosed) return false;
    for (const path of watchers.keys()) if (!folders.has(path)) drop(path);
    const fresh = [...folders].filter(([path, inode]) => watchers.get(path)?.inode !== inode);
    for (const [path, inode] of fresh) attach(path, inode);
    return fresh.length > 0;
  };
  const lookForFolders = async (): Promise<void> => {
    // What was written into a new folder before its watch stood raised no event.
    if (follow((await survey(folder, false)).folders)) announce();
  };
  const lookAtAll = async (): Promise<void> => {
    const { state, folders } = await survey(folder, true);
    follow(folders);
    if (last !== null && state !== last) announce();
    last = state;
    if (!isClosed) poll = setTimeout(() => void lookAtAll(), watchers.has(folder) ? POLL_MS : ABSENCE_POLL_MS);
  };
  await lookAtAll();

  return {
    close() {
      isClosed = true;
      for (const path of [...watchers.keys()]) drop(path);
      if (settle !== null) clearTimeout(settle);
      if (poll !== null) clearTimeout(poll);
    },
  };
}

const isForeign = (name: string): boolean => name.startsWith('.') || name === 'node_modules';

/**
 * Every folder at and below this one with its inode, and a text that stays the same while no file changes; without
 * `hasFiles` it is about folders alone.
 */
async function survey(
  root: string,
  hasFiles: boolean,
): Promise<{ state: string; folders: ReadonlyMap<string, number> }> {
  const folders = new Map<string, number>();
  const found = await stat(root).catch(() => null);
  if (found === null) return { state: '', folders };
  folders.set(root, found.ino);
  const lines: string[] = [];
  for (const folder of folders.keys()) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (isForeign(entry.name) || !(hasFiles || entry.isDirectory())) continue;
      const path = join(folder, entry.name);
      const entryStat = await stat(path).catch(() => null);
      // A map is walked in the order of insertion, what is added on the way included.
      if (entry.isDirectory() && entryStat !== null) folders.set(path, entryStat.ino);
      const isFile = !entry.isDirectory() && entryStat !== null;
      lines.push(isFile ? `${path} ${entryStat.size} ${entryStat.mtimeMs} ${entryStat.ino}` : path);
    }
  }
  return { state: lines.sort().join('\n'), folders };
}
