import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionSettings } from './connection-url.ts';

/**
 * The password for a connection from libpq's password file (`~/.pgpass`, or the one that is named), or null. Lines are
 * `host:port:database:user:password`, `*` matches anything, `\:` and `\\` are a colon and a backslash. A file that others
 * may read counts for nothing, as it does for psql.
 */
export function findPassword({ passFile, host, port, database, user }: ConnectionSettings): string | null {
  const lines = loadLines(passFile ?? join(homedir(), '.pgpass'));
  const wanted = [host.startsWith('/') ? 'localhost' : host, String(port), database, user];
  for (const line of lines) {
    if (line.startsWith('#')) continue;
    const fields = line.split(/(?<!(?<!\\)\\):/).map((field) => field.replace(/\\(.)/g, '$1'));
    const isMeant = wanted.every((value, index) => fields[index] === '*' || fields[index] === value);
    if (isMeant && fields[4] !== undefined) return fields[4];
  }
  return null;
}

function loadLines(path: string): string[] {
  try {
    const { mode } = statSync(path);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) return [];
    return readFileSync(path, 'utf8').split(/\r?\n/);
  } catch {
    return [];
  }
}
