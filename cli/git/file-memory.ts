import type { FileMemory } from './load-project-at.ts';

/** Characters of text that are kept; some tens of thousands of files. */
const MAX_LENGTH = 64 * 1024 * 1024;

/** Remembers files until there are too many; then it begins anew, as commits that are read in turn are alike. */
export function createFileMemory(): FileMemory {
  const files = new Map<string, ReturnType<FileMemory['get']>>();
  let length = 0;
  return {
    tree: { last: null },
    get: (id) => files.get(id),
    set(id, file) {
      files.set(id, file);
      length += file.text.length;
    },
    trim() {
      if (length <= MAX_LENGTH) return;
      files.clear();
      length = 0;
    },
  };
}
