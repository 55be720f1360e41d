import type { RedisAddress } from '@flagforge/sdk/snapshot';
import type { Cluster, Redis, RedisOptions } from 'ioredis';
import { within } from './within.ts';

export type RedisClient = Redis | Cluster;

/** Certificates as PEM text. */
export interface RedisCertificates {
  /** Whom to trust instead of the system's authorities. */
  readonly ca: string | null;
  /** What this client shows of itself, with its key. */
  readonly cert: string | null;
  readonly key: string | null;
}

export interface RedisServer {
  readonly address: RedisAddress;
  readonly certificates: RedisCertificates;
  /** How long connecting, with TLS and login, may take. */
  readonly connectMs: number;
}

/**
 * A connected client of a server or a cluster. It does not connect again by itself: whoever uses it should know when
 * it is gone.
 * @throws what kept it from connecting: an error of the network, of TLS, or the reply that refused the login.
 */
export async function connectRedis(server: RedisServer): Promise<RedisClient> {
  const { Cluster, Redis } = await import('ioredis');
  const { address, connectMs } = server;
  const common = commonOptions(server);
  if (address.isCluster) {
    const cluster = new Cluster([...address.hosts], {
      lazyConnect: true,
      enableReadyCheck: false,
      clusterRetryStrategy: () => null,
      slotsRefreshTimeout: connectMs,
      redisOptions: common,
      // Behind TLS a node goes by the name that is in its certificate.
      ...(address.isTls ? { dnsLookup: (name, answer) => answer(null, name) } : {}),
    });
    try {
      return await connect(cluster, connectMs);
    } catch (error) {
      // A cluster's client says of a node that it cannot use only that it is closed; a plain one says why.
      for (const host of address.hosts) {
        const node = await connect(new Redis({ ...common, ...host }), connectMs);
        await within(node.cluster('INFO'), connectMs).finally(() => node.disconnect());
      }
      throw error;
    }
  }
  const [first] = address.hosts;
  const place = address.socket === null ? first : { path: address.socket };
  return connect(new Redis({ ...common, ...place, db: address.database }), connectMs);
}

async function connect<Client extends RedisClient>(client: Client, limitMs: number): Promise<Client> {
  // The promise of ioredis says only that the connection was closed; the event says why. A listener must stay in any
  // case, because an `error` that nobody hears is printed.
  let reason: unknown = null;
  client.on('error', (error: unknown) => {
    reason = error;
  });
  try {
    // The client's own limit ends with the connection; TLS and the login may hang after it.
    await within(client.connect(), limitMs);
    return client;
  } catch (error) {
    client.disconnect();
    throw reason ?? error;
  }
}

function commonOptions({ address, certificates, connectMs }: RedisServer) {
  const { ca, cert, key } = certificates;
  return {
    ...(address.username === null ? {} : { username: address.username }),
    ...(address.password === null ? {} : { password: address.password }),
    ...(address.isTls
      ? {
          tls: { ...(ca === null ? {} : { ca }), ...(cert === null ? {} : { cert }), ...(key === null ? {} : { key }) },
        }
      : {}),
    lazyConnect: true,
    connectTimeout: connectMs,
    // What RESP3 adds is not used; the older protocol needs no negotiation.
    protocol: 2,
    // Both ask for commands that a user with few rights does not have.
    enableReadyCheck: false,
    disableClientInfo: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
  } as const satisfies RedisOptions;
}
