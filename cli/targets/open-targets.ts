import type { Database } from '../database/database.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { openRedisTarget } from './redis.ts';
import { loadRedisCertificates } from './redis-certificates.ts';
import type { Target } from './target.ts';

/**
 * The copies that are kept of what a database says: Redis where REDIS_URL names one, and the bus of the running
 * `flagforge dev` where the database is that of `dev`. None: evaluators read the database itself.
 * Nothing is connected yet, so a target that is down shows when it is used.
 * @param directory the project's folder.
 * @throws CommandError (2) when REDIS_URL or a certificate cannot be read.
 */
export async function openTargets(
  terminal: Terminal,
  _database: Database,
  _directory: string,
): Promise<readonly Target[]> {
  const { REDIS_URL: url, REDIS_CLUSTER: isCluster } = terminal.env;
  if (url === undefined || url === '') return [];
  return [
    await openRedisTarget(url, {
      certificates: loadRedisCertificates(terminal),
      isCluster: isCluster === 'true' || isCluster === '1',
      now: terminal.now,
    }),
  ];
}
