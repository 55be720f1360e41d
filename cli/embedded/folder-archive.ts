import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { makeFolder } from '../make-folder.ts';

/** A file, or a folder (null), and where it lies, with `/`. */
interface Entry {
  readonly path: string;
  readonly size: number | null;
}

const LINE_FEED = 10;

/**
 * All files and folders below a folder in one compressed text: a list of them in JSON, a line feed, their bytes in that
 * order. Empty folders count: Postgres wants its own.
 */
export function packFolder(folder: string): Buffer {
  const entries: Entry[] = [];
  const contents: Buffer[] = [];
  const visit = (path: string): void => {
    for (const entry of readdirSync(join(folder, path), { withFileTypes: true })) {
      const inner = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory()) {
        entries.push({ path: inner, size: null });
        visit(inner);
      } else {
        const bytes = readFileSync(join(folder, inner));
        entries.push({ path: inner, size: bytes.length });
        contents.push(bytes);
      }
    }
  };
  visit('');
  return gzipSync(Buffer.concat([Buffer.from(`${JSON.stringify(entries)}\n`), ...contents]));
}

/**
 * Writes what `packFolder` packed into a folder, for this user only.
 * @throws Error for an archive that is cut short; what was written stays.
 */
export function unpackFolder(archive: Buffer, folder: string): void {
  const bytes = gunzipSync(archive);
  let at = bytes.indexOf(LINE_FEED);
  const entries = JSON.parse(bytes.toString('utf8', 0, at)) as readonly Entry[];
  at += 1;
  for (const { path, size } of entries) {
    const target = join(folder, path);
    if (size === null) {
      makeFolder(target, 0o700);
      continue;
    }
    if (at + size > bytes.length) throw new Error('the archive is cut short');
    makeFolder(dirname(target), 0o700);
    writeFileSync(target, bytes.subarray(at, at + size), { mode: 0o600 });
    at += size;
  }
}
