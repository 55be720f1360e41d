import type { Database } from '../database/database.ts';
import type { Target } from '../targets/target.ts';
import type { Terminal } from '../terminal/terminal.ts';

/**
 * The copies that are kept of what a database says: the bus of the running `flagforge dev` where the database is its
 * own, Redis where REDIS_URL names one, and the edge's store where FLAGFORGE_KVS_ARN names one. None: evaluators read the
 * database itself.
 * None is connected to yet: one that is down shows when it is used, after the truth was written.
 * @param directory the project's folder.
 * @throws CommandError (2) when REDIS_URL, a certificate, or the name of the edge's store cannot be read.
 */
export async function openTargets(
  terminal: Terminal,
  database: Database,
  directory: string,
): Promise<readonly Target[]> {
  const bus = database.kind === 'dev' ? await openBus(directory) : null;
  const redis = await openRedis(terminal);
  return [bus, redis, await openEdge(terminal)].filter((target) => target !== null);
}

async function openBus(directory: string): Promise<Target | null> {
  const { connectToDev } = await import('../embedded/connect-to-dev.ts');
  const dev = await connectToDev(directory);
  // The connection is of its own, and goes with the bus.
  return dev === null ? null : { ...dev.bus, close: () => dev.database.close() };
}

async function openRedis(terminal: Terminal): Promise<Target | null> {
  const { REDIS_URL: url = '', REDIS_CLUSTER: cluster } = terminal.env;
  if (url === '') return null;
  const { loadRedisCertificates } = await import('../targets/redis-certificates.ts');
  const { openRedisTarget } = await import('../targets/redis.ts');
  return openRedisTarget(url, {
    certificates: loadRedisCertificates(terminal),
    isCluster: cluster === 'true' || cluster === '1',
    now: terminal.now,
  });
}

async function openEdge(terminal: Terminal): Promise<Target | null> {
  if ((terminal.env.FLAGFORGE_KVS_ARN?.trim() ?? '') === '') return null;
  const { openEdgeTarget } = await import('../targets/kvs/open-edge-target.ts');
  return openEdgeTarget(terminal);
}
