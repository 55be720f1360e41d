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

/** Which Redis, and how to reach it. */
export interface RedisSettings {
  readonly address: RedisAddress;
  readonly certificates: RedisCertificates;
}

/** Two roads to one Redis: a connection that listens can do nothing else. In a cluster the client sees to that itself. */
export interface RedisPair {
  readonly commands: RedisClient;
  readonly bells: RedisClient;
  /** The two as one list, without doubles. */
  readonly all: readonly RedisClient[];
}

/** How long connecting may take, with TLS and login. */
const CONNECT_MS = 5_000;

/** Clients that are not connected yet and never connect again by themselves: whoever uses them makes new ones. */
export async function createRedisPair({ address, certificates }: RedisSettings): Promise<RedisPair> {
  const { Cluster, Redis } = await import('ioredis');
  const common = commonOptions(address, certificates);
  // Without a listener an `error` is printed; what it says comes with the command that failed.
  const quiet = <Client extends RedisClient>(client: Client): Client => {
    client.on('error', () => {});
    return client;
  };
  if (address.isCluster) {
    const cluster = quiet(
      new Cluster([...address.hosts], {
        lazyConnect: true,
        enableReadyCheck: false,
        enableOfflineQueue: true,
        clusterRetryStrategy: () => null,
        slotsRefreshTimeout: CONNECT_MS,
        redisOptions: common,
        // Behind TLS a node goes by the name that is in its certificate.
        ...(address.isTls ? { dnsLookup: (name, answer) => answer(null, name) } : {}),
      }),
    );
    return { commands: cluster, bells: cluster, all: [cluster] };
  }
  const [first] = address.hosts;
  const place = address.socket === null ? first : { path: address.socket };
  const create = () => quiet(new Redis({ ...common, ...place, db: address.database }));
  const pair = { commands: create(), bells: create() };
  return { ...pair, all: [pair.commands, pair.bells] };
}

function commonOptions({ username, password, isTls }: RedisAddress, { ca, cert, key }: RedisCertificates) {
  const tls = { ...(ca === null ? {} : { ca }), ...(cert === null ? {} : { cert }), ...(key === null ? {} : { key }) };
  return {
    ...(username === null ? {} : { username }),
    ...(password === null ? {} : { password }),
    ...(isTls ? { tls } : {}),
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    keepAlive: 10_000,
    // What RESP3 adds is not used; the older protocol needs no negotiation.
    protocol: 2,
    // Both ask for commands that a user with few rights does not have.
    enableReadyCheck: false,
    disableClientInfo: true,
    autoResubscribe: false,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
  } as const satisfies RedisOptions;
}

/** Connects. @throws the network's, TLS's or Redis's own reason. */
export async function connectRedis(client: RedisClient): Promise<void> {
  let reason: unknown = null;
  const listen = (error: unknown): void => {
    reason = error;
  };
  // The promise says only that the connection was closed; the event says why.
  client.on('error', listen);
  try {
    // The client's own limit ends with the connection; TLS and the login may hang after it.
    await within(client.connect(), CONNECT_MS);
  } catch (error) {
    throw reason ?? error;
  } finally {
    client.off('error', listen);
  }
}

/**
 * Why Redis could not be asked, in its own words: refusals of Redis say no secret, and the command and its arguments,
 * which ioredis hangs on its errors, are left out.
 */
export function redisProblem(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const inner =
    'lastNodeError' in error ? error.lastNodeError : error instanceof AggregateError ? error.errors[0] : error.cause;
  return inner instanceof Error ? redisProblem(inner) : error.message.slice(0, 200);
}
