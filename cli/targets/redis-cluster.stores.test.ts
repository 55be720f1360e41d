import { environmentsKey, storeLayout } from '@flagforge/sdk/snapshot';
import { Cluster, Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type RedisServer, startRedis } from '../testing/redis-server.ts';
import { openRedisTarget } from './redis.ts';
import { testSnapshot } from './testing/test-snapshot.ts';

const SLOTS = 16_384;
let nodes: RedisServer[];
let hosts: string;
let cluster: Cluster;

beforeAll(async () => {
  nodes = await Promise.all(
    [0, 1, 2].map(() => startRedis(['--cluster-enabled', 'yes', '--cluster-node-timeout', '1000'])),
  );
  const admins = nodes.map(({ url }) => new Redis(url));
  const [first] = nodes;
  // Each node takes a third of the slots, then they are introduced to one another.
  for (const [index, admin] of admins.entries()) {
    const cut = (part: number): number => Math.floor((SLOTS * part) / 3);
    await admin.call('CLUSTER', 'ADDSLOTSRANGE', String(cut(index)), String(cut(index + 1) - 1));
    await admin.call('CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1));
    if (index > 0) await admin.call('CLUSTER', 'MEET', '127.0.0.1', String(first?.port));
  }
  await vi.waitFor(
    async () => {
      const states = await Promise.all(admins.map((admin) => admin.cluster('INFO')));
      expect(states.every((state) => /cluster_state:ok/.test(state) && /known_nodes:3/.test(state))).toBe(true);
    },
    { timeout: 20_000, interval: 50 },
  );
  for (const admin of admins) admin.disconnect();
  hosts = `redis://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}`;
  cluster = new Cluster(nodes.map(({ port }) => ({ host: '127.0.0.1', port })));
});
afterAll(async () => {
  cluster.disconnect();
  await Promise.all(nodes.map((node) => node.stop()));
});

const placeOf = (environment: string) => ({ organization: 'acme', project: 'shop', environment });

describe('a cluster', () => {
  test('holds each environment whole in one slot, and all of them on several nodes', async () => {
    const target = await openRedisTarget(hosts);
    const environments = ['development', 'eu', 'production', 'staging', 'us'];
    for (const environment of environments) {
      const document = testSnapshot(placeOf(environment), 1);
      expect(await target.offer(document)).toEqual({ outcome: 'written' });
      expect(await target.offer(document)).toEqual({ outcome: 'held' });
      expect(await target.read(document.place, 'snapshot')).toMatchObject({ version: 1, hash: document.hash });
      expect(await target.evaluators(document.place)).toEqual([]);
      expect((await target.offer(testSnapshot(document.place, 2))).outcome).toBe('written');
      expect((await target.offer(document)).outcome).toBe('ahead');
    }
    expect((await cluster.smembers(environmentsKey('acme', 'shop'))).sort()).toEqual(environments);
    const sizes = await Promise.all(cluster.nodes('master').map((node) => node.dbsize()));
    expect(sizes.filter((size) => size > 0).length).toBeGreaterThan(1);
    await target.close();
  });

  test('rings on whichever node somebody listens', async () => {
    const place = placeOf('bells');
    const rings: string[] = [];
    const listeners = nodes.map(({ url }) => new Redis(url));
    for (const listener of listeners) {
      await listener.subscribe(storeLayout(place).bell);
      listener.on('message', (_, message) => rings.push(message));
    }
    const target = await openRedisTarget(hosts);
    await target.offer(testSnapshot(place, 1));
    await vi.waitFor(() => expect(rings).toHaveLength(3), 10_000);
    for (const listener of listeners) listener.disconnect();
    await target.close();
  });

  test('may be named by one of its hosts, if one says that it is a cluster', async () => {
    const [node] = nodes;
    const documents = ['a', 'b', 'c', 'd'].map((environment) => testSnapshot(placeOf(environment), 1));
    const told = await openRedisTarget(node?.url ?? '', { isCluster: true });
    for (const document of documents) expect(await told.offer(document)).toEqual({ outcome: 'written' });
    await told.close();

    const untold = await openRedisTarget(node?.url ?? '');
    const refused = await Promise.all(documents.map((document) => untold.offer(document).catch((error) => error)));
    expect(refused).toContainEqual(expect.objectContaining({ exitCode: 3, code: 'FF3128' }));
    await untold.close();
  });
});
