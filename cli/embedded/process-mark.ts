import { readFileSync } from 'node:fs';
import { errorCodeOf } from '../command-error.ts';

/** A process, so that a later one with its number is not taken for it. */
export interface ProcessMark {
  readonly pid: number;
  /** When it started, as the system counts it; null where the system does not say. */
  readonly startedAt: string | null;
}

/** This process. */
export const processMark = (): ProcessMark => ({ pid: process.pid, startedAt: startOf(process.pid) });

/** Whether that process still runs on this machine. Where its start is not known, its number decides. */
export function isAlive({ pid, startedAt }: ProcessMark): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, and another user's.
    if (errorCodeOf(error) !== 'EPERM') return false;
  }
  const now = startOf(pid);
  if (now === 'ended') return false;
  return startedAt === null || now === null || startedAt === now;
}

/**
 * Linux: the boot and the clock ticks after it at which a process started; `ended` for one that only waits for its parent
 * to notice, which in a container may be never.
 */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name stands in parentheses and may hold anything; the start is the 20th field after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return 'ended';
    const ticks = fields[19];
    return ticks === undefined ? null : `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${ticks}`;
  } catch {
    return null;
  }
}
