import { execFile } from 'node:child_process';
import { userInfo } from 'node:os';
import { promisify } from 'node:util';

const TIMEOUT_MS = 2_000;

/** Who is writing the flag: the name that git knows, else that of the system's user. */
export async function findOwner(cwd: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('git', ['config', 'user.name'], { cwd, timeout: TIMEOUT_MS });
    const name = stdout.trim();
    if (name !== '') return name;
  } catch {
    // No git, or no name in it.
  }
  try {
    return userInfo().username;
  } catch {
    // A container may run a user id that has no name.
    return 'unknown';
  }
}
