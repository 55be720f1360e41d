import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where Debian keeps the programs of Postgres, one folder a version; the highest comes first. */
function postgresFolders(): string[] {
  const root = '/usr/lib/postgresql';
  try {
    const versions = readdirSync(root).sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
    return versions.map((version) => join(root, version, 'bin'));
  } catch {
    return [];
  }
}

/** The path of a program that tests start. @throws Error naming what to install. */
export function findProgram(name: string): string {
  const own = process.env['PG_BIN'] === undefined ? [] : [process.env['PG_BIN']];
  for (const folder of [...own, ...postgresFolders(), ...(process.env['PATH'] ?? '').split(delimiter)]) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // The next folder.
    }
  }
  throw new Error(`${name} is not on this machine: sudo apt-get install -y postgresql redis-server`);
}
