import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/**
 * Asks processes to end (SIGTERM), and ends those that have not after `graceMs` (SIGKILL): one that hangs, for a disk that does
 * not answer for one, cannot end itself, and would hold up the end of all.
 * @returns the ids of those that had to be killed, once all have ended.
 */
export async function endProcesses(children: readonly ChildProcess[], graceMs: number): Promise<readonly number[]> {
  const killed: number[] = [];
  const end = async (child: ChildProcess): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    const timer = setTimeout(() => {
      killed.push(child.pid ?? 0);
      child.kill('SIGKILL');
    }, graceMs);
    await exit;
    clearTimeout(timer);
  };
  await Promise.all(children.map(end));
  return killed;
}
