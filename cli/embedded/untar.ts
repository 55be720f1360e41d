import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from '../make-folder.ts';

const BLOCK = 512;
const NAME = [0, 100] as const;
const SIZE = [124, 136] as const;
const KIND_AT = 156;
const PREFIX = [345, 500] as const;

/**
 * Writes the plain files and folders of a tar archive (ustar) below a folder, for this user only. Made for the archives
 * of `dumpDataDir`: anything but files and folders, and names that lead out of the folder, are refused.
 * @throws Error on an archive that is cut short or holds something else; what was written stays.
 */
export function untar(archive: Buffer, folder: string): void {
  let at = 0;
  while (at + BLOCK <= archive.length) {
    const header = archive.subarray(at, at + BLOCK);
    at += BLOCK;
    if (header[0] === 0) return;
    const name = join(textOf(header, PREFIX), textOf(header, NAME));
    if (name.startsWith('..')) throw new Error(`the archive holds ${name}`);
    const size = Number.parseInt(textOf(header, SIZE), 8);
    const kind = String.fromCharCode(header[KIND_AT] ?? 0);
    if (!Number.isSafeInteger(size) || at + size > archive.length) throw new Error('the archive is cut short');
    const path = join(folder, name);
    if (kind === '5') makeFolder(path, 0o700);
    else if (kind === '0' || kind === '\0') {
      makeFolder(dirname(path), 0o700);
      writeFileSync(path, archive.subarray(at, at + size), { mode: 0o600 });
    } else throw new Error(`the archive holds ${name}, which is neither a file nor a folder`);
    at += Math.ceil(size / BLOCK) * BLOCK;
  }
  throw new Error('the archive has no end');
}

function textOf(header: Buffer, [from, to]: readonly [number, number]): string {
  const field = header.subarray(from, to);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? field.length : end).trim();
}
