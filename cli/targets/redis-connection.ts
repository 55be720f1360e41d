import type { RedisAddress } from '@flagforge/sdk/snapshot';
import type { Cluster, Redis, RedisOptions } from 'ioredis';
import { redisProblem } from './redis-problem.ts';

export type RedisClient = Redis | Cluster;

/** Certificates as PEM text. */
export interface RedisCertificates {
  /** Whom to trust instead of the system's authorities. */
  readonly ca: string | null;
  /** What this client shows of itself, with its key. */
  readonly cert: string | null;
  readonly key: string | null;
}

export interface RedisSettings {
  readonly address: RedisAddress;
  readonly certificates: RedisCertificates;
  /** How long connecting, with TLS and login, may take. */
  readonly connectMs: number;
  /** How long one command may take to be answered, beside what its bytes take. */
  readonly commandMs: number;
}

/** A connection that is made when it is first needed, and again after it was lost. */
export interface RedisConnection {
  /**
   * Does some work on the connection. Never waits longer than connecting and the command may take.
   * @param bytes how much the work sends or fetches at most; a second more is given for each MB.
   * @throws CommandError (3, FF312x) when Redis cannot be reached, refuses or does not answer.
   */
  run<Result>(work: (client: RedisClient) => Promise<Result>, bytes?: number): Promise<Result>;
  close(): Promise<void>;
}

const BYTES_A_MS = 1_048;

/** Nothing is sent before the first `run`, so that a Redis that is down does not keep the truth from being written. */
export function createRedisConnection(settings: RedisSettings): RedisConnection {
  let current: Promise<RedisClient> | null = null;

  const open = async (): Promise<RedisClient> => {
    const client = await createClient(settings);
    let reason: unknown = null;
    client.on('error', (error: unknown) => {
      reason = error;
    });
    client.on('node error', (error: unknown) => {
      reason ??= error;
    });
    // Once lost, a connection is not mended behind our back: the next piece of work makes a new one.
    client.on('end', () => {
      current = null;
    });
    try {
      await within(client.connect(), settings.connectMs);
      return client;
    } catch (error) {
      client.disconnect();
      throw error instanceof TimeoutError ? error : (reason ?? error);
    }
  };

  return {
    async run(work, bytes = 0) {
      try {
        current ??= open();
        const client = await current.catch((error: unknown) => {
          current = null;
          throw error;
        });
        try {
          return await within(work(client), settings.commandMs + bytes / BYTES_A_MS);
        } catch (error) {
          if (error instanceof TimeoutError) client.disconnect();
          throw error;
        }
      } catch (error) {
        throw redisProblem(error, settings.address);
      }
    },
    async close() {
      const client = await current?.catch(() => null);
      current = null;
      client?.disconnect();
    },
  };
}

/** It took longer than it may. */
export class TimeoutError extends Error {
  readonly ms: number;

  constructor(ms: number) {
    super(`no answer within ${Math.round(ms)} ms`);
    this.name = 'TimeoutError';
    this.ms = ms;
  }
}

async function within<Result>(work: Promise<Result>, ms: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimeoutError(ms)), ms);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
    // The loser of the race may still fail; nobody waits for it.
    work.catch(() => {});
  }
}

async function createClient({ address, certificates, connectMs }: RedisSettings): Promise<RedisClient> {
  const { Cluster, Redis } = await import('ioredis');
  const login = {
    ...(address.username === null ? {} : { username: address.username }),
    ...(address.password === null ? {} : { password: address.password }),
  };
  const common = {
    ...login,
    ...(address.isTls ? { tls: tlsOptions(certificates) } : {}),
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
  if (address.isCluster) {
    return new Cluster([...address.hosts], {
      lazyConnect: true,
      enableReadyCheck: false,
      clusterRetryStrategy: () => null,
      slotsRefreshTimeout: connectMs,
      redisOptions: common,
      // Behind TLS a node goes by the name that is in its certificate.
      ...(address.isTls ? { dnsLookup: (name, answer) => answer(null, name) } : {}),
    });
  }
  const [first] = address.hosts;
  const place =
    address.socket === null ? { host: first?.host ?? '', port: first?.port ?? 0 } : { path: address.socket };
  return new Redis({ ...common, ...place, db: address.database });
}

function tlsOptions({ ca, cert, key }: RedisCertificates): NonNullable<RedisOptions['tls']> {
  return { ...(ca === null ? {} : { ca }), ...(cert === null ? {} : { cert }), ...(key === null ? {} : { key }) };
}
