/** The compiler's cache on disk: one file a project in the user's cache folder. It can be deleted at any time. */
import { createHash, randomBytes } from 'node:crypto';
import { appendFileSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import type { CompileCache } from './compile/index.ts';
import { makeFolder } from './make-folder.ts';

/** Changes with the form of this file. */
const CACHE_VERSION = 2;

/** A larger file is not worth reading, nor is it ours. */
const MAX_CACHE_BYTES = 512 * 1_048_576;

/** Ends an entry's key and its value. Values hold line breaks, but no record separator: JSON escapes it. */
const SEPARATOR = '\u001e';

export interface DiskCache extends CompileCache {
  /**
   * Adds what is new to the file. Once much in it was of no use to this run it is written anew with what was, so that
   * it does not grow without end. Does nothing when there is nothing new. Never throws: a cache that cannot be written
   * is none.
   */
  readonly save: () => void;
}

export interface DiskCacheOptions {
  /** The absolute path of the project's folder. */
  readonly directory: string;
  /** What else the entries depend on, e.g. the compiler's version. The compiler's own files are always among it. */
  readonly compiler: string;
  /** Where the file lies; default: the user's cache folder. */
  readonly folder?: string;
}

/** `$XDG_CACHE_HOME/flagforge`, else `~/.cache/flagforge`. */
export function defaultCacheFolder(environment: Readonly<Record<string, string | undefined>>): string {
  const base = environment['XDG_CACHE_HOME'];
  // The XDG specification: a relative path is to be ignored.
  return join(base?.startsWith('/') ? base : join(homedir(), '.cache'), 'flagforge');
}

/** Opens the cache of a project. A file that is missing, damaged, or of another version is an empty cache. */
export function openDiskCache(options: DiskCacheOptions): DiskCache {
  const folder = options.folder ?? defaultCacheFolder(process.env);
  const file = join(folder, `${sha256(options.directory).slice(0, 32)}.cache`);
  const header = `flagforge-cache ${CACHE_VERSION} ${sha256(`${options.compiler}\n${codeStamp()}`)}\n`;
  const { entries, isWhole } = readEntries(file, header);
  const used = new Map<string, string>();
  let added = new Map<string, string>();
  let isWritten = isWhole;
  return {
    get(key) {
      const value = entries.get(key);
      if (value !== undefined) used.set(key, value);
      return value;
    },
    set(key, value) {
      if (value.includes(SEPARATOR)) return;
      entries.set(key, value);
      used.set(key, value);
      added.set(key, value);
    },
    save() {
      const unused = entries.size - used.size;
      if (isWritten && unused <= used.size / 2) {
        if (added.size > 0) appendBlock(file, header, added);
      } else writeAnew(folder, file, header, used);
      added = new Map();
      isWritten = true;
    },
  };
}

/** Distinguishes builds of one version: a developer of FlagForge must not meet yesterday's messages. */
function codeStamp(): string {
  try {
    const path = fileURLToPath(new URL(import.meta.url));
    return `${path} ${statSync(path).mtimeMs}`;
  } catch {
    return '';
  }
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** A checksum in hex, and how many bytes follow it after a line break; always of this length. */
const BLOCK_HEAD_BYTES = 18;

/**
 * The entries of a file: a header, then blocks, one for each save that added something. `isWhole` tells whether all of
 * it could be read; what comes after a damaged block is lost.
 */
function readEntries(file: string, header: string): { entries: Map<string, string>; isWhole: boolean } {
  const entries = new Map<string, string>();
  try {
    if (statSync(file).size > MAX_CACHE_BYTES) return { entries, isWhole: false };
    const bytes = readFileSync(file);
    if (bytes.toString('latin1', 0, header.length) !== header) return { entries, isWhole: false };
    let at = header.length;
    while (at < bytes.length) {
      const head = bytes.toString('latin1', at, at + BLOCK_HEAD_BYTES);
      const start = at + BLOCK_HEAD_BYTES;
      const body = bytes.subarray(start, start + Number.parseInt(head.slice(8, 17), 16));
      if (head !== blockHead(header, body)) return { entries, isWhole: false };
      const parts = body.toString('utf8').split(SEPARATOR);
      for (let index = 0; index + 1 < parts.length; index += 2)
        entries.set(parts[index] as string, parts[index + 1] as string);
      at = start + body.length;
    }
    return { entries, isWhole: true };
  } catch {
    // No file, or none that can be read: an empty cache.
    return { entries, isWhole: false };
  }
}

/** The header is part of the checksum: a block that another build added meanwhile is none of ours. */
function blockHead(header: string, body: Uint8Array): string {
  const checksum = crc32(body, crc32(header));
  return `${checksum.toString(16).padStart(8, '0')} ${body.length.toString(16).padStart(8, '0')}\n`;
}

function appendBlock(file: string, header: string, entries: ReadonlyMap<string, string>): void {
  const parts: string[] = [];
  for (const [key, value] of entries) parts.push(key, value);
  const body = Buffer.from(parts.join(SEPARATOR) + (parts.length > 0 ? SEPARATOR : ''), 'utf8');
  try {
    // In one write, so that blocks of several processes follow one another.
    appendFileSync(file, Buffer.concat([Buffer.from(blockHead(header, body)), body]), { mode: 0o600 });
  } catch {
    // A cache that cannot be written is none; half a block is ignored and mended by the next run.
  }
}

/** Writes beside and renames, so that a reader sees the old file or the new one, and a crash leaves the old one. */
function writeAnew(folder: string, file: string, header: string, entries: ReadonlyMap<string, string>): void {
  const temporary = `${file}.${process.pid}.${randomBytes(6).toString('hex')}`;
  try {
    makeFolder(folder, 0o700);
    writeFileSync(temporary, header, { mode: 0o600 });
    appendBlock(temporary, header, entries);
    renameSync(temporary, file);
  } catch {
    removeQuietly(temporary);
  }
}

function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // What could not be written, or not even be looked for, needs no removal.
  }
}
