import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { errorCodeOf } from '../command-error.ts';
import { isAlive, type ProcessMark, processMark } from './process-mark.ts';

/** How often a holder says that it is still there, and when one on another machine counts as gone. */
const HEARTBEAT_MS = 5_000;
const SILENCE_MS = 30_000;

/** Who holds a lock. */
export interface LockHolder extends ProcessMark {
  /** The machine, or the container: process numbers mean nothing elsewhere. */
  readonly host: string;
  /** One of each lock that is taken, so that one that was replaced is told from the one before. */
  readonly nonce: string;
}

export interface DataLock {
  release(): void;
}

/**
 * Takes a lock file, so that one process at a time opens what it stands for. A lock whose process is gone is taken over:
 * by its number and start on this machine, by 30 s of silence on another one that shares the disk.
 * @returns the lock, or who holds it. @throws the system's error when the file cannot be written.
 */
export function takeLock(file: string): DataLock | { readonly heldBy: LockHolder } {
  const own: LockHolder = { ...processMark(), host: hostname(), nonce: randomBytes(8).toString('hex') };
  // Written beside and linked: the lock is there whole, or not at all.
  const draft = `${file}.${own.nonce}`;
  writeFileSync(draft, `${JSON.stringify(own)}\n`, { mode: 0o600 });
  try {
    for (;;) {
      if (link(draft, file)) return hold(file, own);
      const holder = readHolder(file);
      if (holder !== null && isHeld(file, holder)) return { heldBy: holder };
      removeStale(file, holder);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Returns whether the name was free. */
function link(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (errorCodeOf(error) === 'EEXIST') return false;
    // Disks without links (some network drives): exclusive creation is as good, but for a crash in between.
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'].includes(errorCodeOf(error) ?? '')) throw error;
    return create(draft, file);
  }
}

function create(draft: string, file: string): boolean {
  try {
    writeFileSync(file, readFileSync(draft), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (errorCodeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function hold(file: string, own: LockHolder): DataLock {
  const beat = setInterval(() => {
    try {
      const now = new Date();
      utimesSync(file, now, now);
    } catch {
      // Deleted under us: whoever did that has been told what it is for.
    }
  }, HEARTBEAT_MS);
  beat.unref();
  return {
    release() {
      clearInterval(beat);
      if (readHolder(file)?.nonce === own.nonce) rmSync(file, { force: true });
    },
  };
}

function readHolder(file: string): LockHolder | null {
  try {
    const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof parsed !== 'object' || parsed === null) return null;
    const { pid, startedAt, host, nonce } = parsed as Partial<Record<keyof LockHolder, unknown>>;
    if (typeof pid !== 'number' || typeof host !== 'string' || typeof nonce !== 'string') return null;
    return { pid, startedAt: typeof startedAt === 'string' ? startedAt : null, host, nonce };
  } catch {
    return null;
  }
}

function isHeld(file: string, holder: LockHolder): boolean {
  if (holder.host === hostname()) return isAlive(holder);
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat !== undefined && Date.now() - stat.mtimeMs < SILENCE_MS;
}

/** Two processes may see the same stale lock: the one that comes second must not remove the first one's new lock. */
function removeStale(file: string, seen: LockHolder | null): void {
  const aside = `${file}.stale-${randomBytes(8).toString('hex')}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return;
    throw error;
  }
  const moved = readHolder(aside);
  if (moved !== null && moved.nonce !== seen?.nonce) link(aside, file);
  rmSync(aside, { force: true });
}
