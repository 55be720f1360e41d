import { type FSWatcher, watch } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** One save raises several events (write, rename, chmod); they are answered together. */
const SETTLE_MS = 25;
/** Network drives and some containers raise no events, and a watch can be lost: so everything is looked at now and then. */
const POLL_MS = 1_000;

export interface FolderWatch {
  close(): void;
}

/**
 * Calls `onChange` soon after something in a folder or below it changed: edits in place, editors that write beside and
 * rename, new folders, deletions. Names that begin with a dot, and node_modules, are not looked at.
 *
 * Every folder has a watch of its own: a recursive one loses track of files that are replaced (Node 20 on Linux).
 */
export function watchFolder(folder: string, onChange: () => void): FolderWatch {
  const watchers = new Map<string, FSWatcher>();
  let isClosed = false;
  let settle: NodeJS.Timeout | null = null;
  let poll: NodeJS.Timeout | null = null;
  let last: string | null = null;

  const announce = (): void => {
    if (isClosed || settle !== null) return;
    settle = setTimeout(() => {
      settle = null;
      if (!isClosed) onChange();
    }, SETTLE_MS);
  };
  const drop = (path: string): void => {
    watchers.get(path)?.close();
    watchers.delete(path);
  };
  const attach = (path: string): void => {
    if (isClosed || watchers.has(path)) return;
    try {
      const watcher = watch(path, (event, name) => {
        if (name !== null && isForeign(name)) return;
        announce();
        // A folder may have come or gone.
        if (event === 'rename') void look();
      });
      watcher.on('error', () => drop(path));
      watchers.set(path, watcher);
    } catch {
      // No watch to be had: the folder is polled.
    }
  };

  const look = async (): Promise<void> => {
    const { state, folders } = await survey(folder);
    for (const path of watchers.keys()) if (!folders.has(path)) drop(path);
    for (const path of folders) attach(path);
    if (last !== null && state !== last) announce();
    last = state;
  };
  const lookAgain = async (): Promise<void> => {
    await look();
    if (!isClosed) poll = setTimeout(() => void lookAgain(), POLL_MS);
  };
  attach(folder);
  void lookAgain();

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

/** Every folder at and below this one, and a text that stays the same while no file changes. */
async function survey(root: string): Promise<{ state: string; folders: ReadonlySet<string> }> {
  const folders = new Set<string>([root]);
  const lines: string[] = [];
  for (const folder of folders) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (isForeign(entry.name)) continue;
      const path = join(folder, entry.name);
      // A set is walked in the order of insertion, what is added on the way included.
      if (entry.isDirectory()) folders.add(path);
      const found = entry.isDirectory() ? null : await stat(path).catch(() => null);
      lines.push(found === null ? path : `${path} ${found.size} ${found.mtimeMs} ${found.ino}`);
    }
  }
  return { state: lines.sort().join('\n'), folders };
}
