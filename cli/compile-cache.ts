/** The compiler's cache on disk: one file a project in the user's cache folder. It can be deleted at any time. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CompileCache } from './compile/index.ts';

/** Changes with the form of this file. */
const CACHE_VERSION = 1;

/** A larger file is not worth reading, nor is it ours. */
const MAX_CACHE_BYTES = 512 * 1_048_576;

/** Ends an entry's key and its value. Values hold line breaks, but no record separator: JSON escapes it. */
const SEPARATOR = '\u001e';

export interface DiskCache extends CompileCache {
  /**
   * Writes what this run used, and nothing else, so that the file does not grow without end. Does nothing when it
   * would write what is there. Never throws: a cache that cannot be written is none.
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
  const header = `flagforge-cache ${CACHE_VERSION} ${sha256(`${options.compiler}\n${codeStamp()}`)}`;
  const stored = readEntries(file, header);
  const used = new Map<string, string>();
  let isChanged = false;
  return {
    get(key) {
      const value = stored.get(key);
      if (value !== undefined) used.set(key, value);
      return value;
    },
    set(key, value) {
      if (value.includes(SEPARATOR)) return;
      used.set(key, value);
      isChanged = true;
    },
    save() {
      if (isChanged || used.size !== stored.size) writeEntries(folder, file, header, used);
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

function readEntries(file: string, header: string): Map<string, string> {
  const entries = new Map<string, string>();
  try {
    if (statSync(file).size > MAX_CACHE_BYTES) return entries;
    const bytes = readFileSync(file);
    const end = bytes.indexOf('\n');
    const checksum = bytes.subarray(end + 1, end + 65).toString('latin1');
    const body = bytes.subarray(end + 66);
    if (end < 0 || bytes.subarray(0, end).toString('latin1') !== header || checksum !== sha256(body)) return entries;
    const parts = body.toString('utf8').split(SEPARATOR);
    for (let index = 0; index + 1 < parts.length; index += 2)
      entries.set(parts[index] as string, parts[index + 1] as string);
  } catch {
    // No file, or none that can be read: an empty cache.
  }
  return entries;
}

/** Writes beside and renames, so that a reader sees the old file or the new one, and a crash leaves the old one. */
function writeEntries(folder: string, file: string, header: string, entries: ReadonlyMap<string, string>): void {
  const temporary = `${file}.${process.pid}.${randomBytes(6).toString('hex')}`;
  try {
    const parts: string[] = [];
    for (const [key, value] of entries) parts.push(key, value);
    const body = Buffer.from(parts.join(SEPARATOR) + (parts.length > 0 ? SEPARATOR : ''), 'utf8');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(temporary, Buffer.concat([Buffer.from(`${header}\n${sha256(body)}\n`), body]), { mode: 0o600 });
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
