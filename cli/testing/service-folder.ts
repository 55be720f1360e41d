import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'flagforge-test-';

/** A folder for one service of a test run, removed with the service. */
export interface ServiceFolder {
  readonly path: string;
  /** Remembers the process, so that a later run can end it if this one is killed. */
  remember(pid: number): void;
  remove(): void;
}

/** Below the system's folder for temporary files, because another user (`postgres`) must be able to enter it. */
export function makeServiceFolder(name: string, owner?: { readonly uid: number; readonly gid: number }): ServiceFolder {
  const path = mkdtempSync(join(tmpdir(), `${PREFIX}${name}-`));
  if (owner !== undefined) chownSync(path, owner.uid, owner.gid);
  return {
    path,
    remember: (pid) => writeFileSync(join(path, 'processes'), `${process.pid} ${pid}\n`),
    remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** Ends services whose test run has died, and removes what they left. */
export function reapOrphans(): void {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const path = join(tmpdir(), name);
    const file = join(path, 'processes');
    if (!existsSync(file)) continue;
    const [run = 0, service = 0] = readFileSync(file, 'utf8').trim().split(' ').map(Number);
    if (isAlive(run)) continue;
    if (isAlive(service)) process.kill(service, 'SIGQUIT');
    rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  }
}

function isAlive(pid: number): boolean {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
