import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';

const MAX_DEPTH = 3;
const MAX_FOLDERS = 500;
const MAX_FOUND = 3;

/** Folders that hold a flagforge.yaml, from here on downwards, nearest first; a few, found quickly. */
export function findProjects(from: string): string[] {
  const found: string[] = [];
  let level = [from];
  let visited = 0;
  for (let depth = 0; depth <= MAX_DEPTH && found.length < MAX_FOUND; depth += 1) {
    const next: string[] = [];
    for (const folder of level) {
      visited += 1;
      if (visited > MAX_FOLDERS) return found;
      const entries = entriesOf(folder);
      if (entries.some((entry) => entry.isFile() && entry.name === 'flagforge.yaml')) found.push(folder);
      for (const entry of entries) {
        if (entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
          next.push(join(folder, entry.name));
      }
    }
    level = next;
  }
  return found.slice(0, MAX_FOUND);
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** What a first flagforge.yaml holds, as the next step for someone who has no project yet. */
export const FIRST_PROJECT = (dir: string): string[] => [
  `give its folder with --dir, or begin one: write ${dir.replace(/\/+$/, '')}/flagforge.yaml with`,
  '  version: 1',
  '  organization: acme',
  '  project: web-store',
  '  environments: { development: {}, staging: {}, production: {} }',
];
