import { createHash, type KeyObject } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SignedParts } from '@flagforge/sdk/snapshot';
import { type Log, silentLog } from '../log.ts';
import { type WatchedPath, watchPath } from '../watched-path.ts';
import { createSnapshotChannel } from './channel.ts';
import { signatureProblem } from './signature.ts';
import type { SnapshotSource } from './source.ts';
import { verifySnapshot } from './verify.ts';

const SUFFIX = '.json';
const ENVIRONMENT_FILE = /^[a-z0-9][a-z0-9._-]*\.json$/;
/** A file younger than this may be written again without its times or size telling: it is compared by content. */
const RACY_MS = 2_000;

/** What a file was when it was last looked at. */
interface Seen {
  /** Its times, size and inode; empty when they cannot be relied on. */
  readonly mark: string;
  /** SHA-256 of its text, or why it could not be read. */
  readonly digest: string;
}

/**
 * A folder of compiled snapshots, `<environment>.json` each, as `flagforge compile` writes it.
 *
 * A change is read within moments. A file that is cut short, has a wrong hash, a higher format, another
 * environment's name, no signature where `publicKeys` are given, or a lower version is refused (logged as `snapshot_refused`, once), and the last good
 * snapshot goes on serving; so it does when the file disappears. Files of one version replace one another.
 */
export function createFileSource(
  dir: string,
  log: Log = silentLog,
  publicKeys: readonly KeyObject[] = [],
): SnapshotSource {
  const channel = createSnapshotChannel();
  const seen = new Map<string, Seen>();
  let watched: WatchedPath | null = null;
  let folderProblem: string | null = null;
  const refused = new Map<string, number>();
  let revision = 0;

  const refuse = (file: string, problem: string): void => {
    const environment = file.slice(0, -SUFFIX.length);
    refused.set(environment, (refused.get(environment) ?? 0) + 1);
    log({ level: 'error', event: 'snapshot_refused', file: join(dir, file), problem });
  };

  const read = async (file: string): Promise<void> => {
    const path = join(dir, file);
    const { mtimeMs, size, ino, ctimeMs } = await stat(path);
    const mark = `${mtimeMs} ${ctimeMs} ${size} ${ino}`;
    const before = seen.get(file);
    if (before?.mark === mark) return;
    const text = await readFile(path, 'utf8');
    const digest = createHash('sha256').update(text).digest('hex');
    seen.set(file, { mark: Date.now() - Math.max(mtimeMs, ctimeMs) < RACY_MS ? '' : mark, digest });
    if (before?.digest === digest) return;
    let snapshot: unknown;
    try {
      snapshot = JSON.parse(text);
    } catch {
      return refuse(file, 'it is not JSON');
    }
    const verified = verifySnapshot(snapshot);
    if ('problem' in verified) return refuse(file, verified.problem);
    const { environment, version } = verified;
    if (environment !== file.slice(0, -SUFFIX.length)) {
      return refuse(file, `it is of the environment ${JSON.stringify(environment)}, not of the one its name says`);
    }
    const unsigned = signatureProblem(snapshot as SignedParts, publicKeys);
    if (unsigned !== null) return refuse(file, unsigned);
    revision += 1;
    if (!channel.offer({ environment, snapshot, version, revision })) {
      refuse(file, `its version ${version} is lower than the one being served`);
    }
  };

  const tryRead = async (file: string): Promise<void> => {
    try {
      await read(file);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
      const digest = `unreadable ${code}`;
      if (seen.get(file)?.digest !== digest) refuse(file, `it cannot be read (${code})`);
      seen.set(file, { mark: '', digest });
    }
  };

  const look = async (): Promise<void> => {
    try {
      for (const file of (await readdir(dir)).sort()) if (ENVIRONMENT_FILE.test(file)) await tryRead(file);
      folderProblem = null;
    } catch (error) {
      const problem = `the folder cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`;
      if (problem !== folderProblem) log({ level: 'error', event: 'snapshots_unreadable', folder: dir, problem });
      folderProblem = problem;
    }
  };

  return {
    async start() {
      watched ??= watchPath(dir, look);
      await watched.settled();
    },
    subscribe: channel.subscribe,
    current: channel.current,
    refused: (environment) => refused.get(environment) ?? 0,
    async close() {
      channel.close();
      await watched?.close();
      watched = null;
    },
  };
}
