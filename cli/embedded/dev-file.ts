import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { replaceFile } from '../replace-file.ts';
import { isAlive, type ProcessMark, processMark } from './process-mark.ts';
import { stateFolders } from './state-folder.ts';

/** What `.flagforge/dev.json` says of the `dev` that serves the project. */
export interface RunningDev extends ProcessMark {
  readonly socket: string;
  /** Where it serves, e.g. `http://127.0.0.1:8080`; '' while it does not. */
  readonly url: string;
}

const fileIn = (stateFolder: string): string => join(stateFolder, 'dev.json');

/** The `dev` that serves a project, or null. What a process that is gone left behind counts as nothing. */
export function findRunningDev(projectDirectory: string): RunningDev | null {
  for (const folder of stateFolders(projectDirectory)) {
    const dev = readDevFile(folder);
    if (dev !== null && isAlive(dev)) return dev;
  }
  return null;
}

function readDevFile(stateFolder: string): RunningDev | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(fileIn(stateFolder), 'utf8'));
  } catch {
    return null;
  }
  if (typeof parsed !== 'object' || parsed === null) return null;
  const { pid, startedAt, socket, url } = parsed as Partial<Record<keyof RunningDev, unknown>>;
  if (typeof pid !== 'number' || typeof socket !== 'string') return null;
  return {
    pid,
    startedAt: typeof startedAt === 'string' ? startedAt : null,
    socket,
    url: typeof url === 'string' ? url : '',
  };
}

/** Removes what a `dev` that was killed left among the temporary files: the folder of its socket. */
export function sweepDevFile(stateFolder: string): void {
  const dev = readDevFile(stateFolder);
  if (dev === null || isAlive(dev)) return;
  const folder = dirname(dev.socket);
  // Only what `serveDevSocket` makes: the file may have been written by anybody.
  const isOurs = dirname(folder) === tmpdir() && /^flagforge-\w{6}$/.test(basename(folder));
  if (isOurs) rmSync(folder, { recursive: true, force: true });
}

/** Says where this process serves a project. The folder must be there. */
export async function writeDevFile(stateFolder: string, socket: string, url: string): Promise<void> {
  const dev: RunningDev = { ...processMark(), socket, url };
  await replaceFile(fileIn(stateFolder), `${JSON.stringify(dev, null, 2)}\n`);
}

/** Takes back what `writeDevFile` said, unless another process has said something since. */
export function removeDevFile(stateFolder: string): void {
  if (readDevFile(stateFolder)?.pid === process.pid) rmSync(fileIn(stateFolder), { force: true });
}
