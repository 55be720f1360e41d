import { spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

/** Ends services whose test run has died, and removes what they left. Those of other users are left alone. */
export function reapOrphans(): void {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const path = join(tmpdir(), name);
    try {
      const [run = 0, service = 0] = readFileSync(join(path, 'processes'), 'utf8').trim().split(' ').map(Number);
      if (isAlive(run)) continue;
      if (isServiceOf(service, path)) process.kill(service, 'SIGQUIT');
      rmSync(path, { recursive: true, force: true, maxRetries: 5 });
    } catch {
      // Another user's, or another run has just removed it.
    }
  }
}

function isAlive(pid: number): boolean {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** The number of a process that is gone may be that of somebody else's by now. */
function isServiceOf(pid: number, path: string): boolean {
  if (!isAlive(pid)) return false;
  return spawnSync('ps', ['-p', String(pid), '-o', 'args='], { encoding: 'utf8' }).stdout?.includes(path) === true;
}
