import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../replace-file.ts';
import { isAlive, type ProcessMark, processMark } from './process-mark.ts';

/** What `<project>/.flagforge/dev.json` says of the `dev` that serves the project. */
export interface RunningDev extends ProcessMark {
  readonly socket: string;
  /** Where it serves, e.g. `http://127.0.0.1:8080`; '' while it does not. */
  readonly url: string;
}

const fileOf = (projectDirectory: string): string => join(projectDirectory, '.flagforge', 'dev.json');

/** The `dev` that serves a project, or null. What a process that is gone left behind counts as nothing. */
export function findRunningDev(projectDirectory: string): RunningDev | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(fileOf(projectDirectory), 'utf8'));
  } catch {
    return null;
  }
  if (typeof parsed !== 'object' || parsed === null) return null;
  const { pid, startedAt, socket, url } = parsed as Partial<Record<keyof RunningDev, unknown>>;
  if (typeof pid !== 'number' || typeof socket !== 'string') return null;
  const dev: RunningDev = {
    pid,
    startedAt: typeof startedAt === 'string' ? startedAt : null,
    socket,
    url: typeof url === 'string' ? url : '',
  };
  return isAlive(dev) ? dev : null;
}

/** Says where this process serves a project. The folder must be there. */
export async function writeDevFile(projectDirectory: string, socket: string, url: string): Promise<void> {
  const dev: RunningDev = { ...processMark(), socket, url };
  await replaceFile(fileOf(projectDirectory), `${JSON.stringify(dev, null, 2)}\n`);
}

/** Takes back what `writeDevFile` said, unless another process has said something since. */
export function removeDevFile(projectDirectory: string): void {
  if (findRunningDev(projectDirectory)?.pid === process.pid) rmSync(fileOf(projectDirectory), { force: true });
}
