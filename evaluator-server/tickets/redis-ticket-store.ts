import { randomBytes } from 'node:crypto';
import { storeLayout } from '@flagforge/sdk/snapshot';
import { type Log, silentLog } from '../log.ts';
import type { Project } from '../stores/documents.ts';
import { type Loop, retryDelay, startLoop } from '../stores/loop.ts';
import { createOnceLog } from '../stores/once.ts';
import {
  connectRedis,
  createRedisPair,
  type RedisClient,
  type RedisSettings,
  redisProblem,
} from '../stores/redis-client.ts';
import { within } from '../stores/within.ts';
import type { TicketStore } from './ticket-store.ts';

/** Which Redis, and what in it. */
export interface RedisTicketOptions {
  readonly redis: RedisSettings;
  readonly project: Project;
  readonly log?: Log;
  /** How often to look which tickets others took, in ms. Default: a second. */
  readonly pollMs?: number;
}

/** A store that connects once it is started, and again whenever it was lost. */
export interface RedisTicketStore extends TicketStore {
  /** Idempotent; returns at once. */
  start(): void;
}

/** How long a stream may wait to be told whether its ticket was used: beyond it, Redis is taken for away. */
const ANSWER_MS = 500;
/** How many questions may be under way; more than that is a Redis that does not keep up, and is not asked. */
const MOST_PENDING = 10_000;
const POLL_MS = 1_000;
/** What nobody came to read after this long was for an evaluator that has ended. In seconds, as Redis wants it. */
const NOTICE_SECONDS = 60;

/**
 * Used tickets in Redis: `<prefix><id>` holds `<evaluator>:<owner>` for as long as the ticket lives, and the hash
 * `<prefix>taken:<evaluator>` what others took from it. Those are looked for every second instead of announced, so that an
 * evaluator needs no right to publish: who may ring a bell may ring them all.
 */
export function createRedisTicketStore(options: RedisTicketOptions): RedisTicketStore {
  const { redis, project, log = silentLog, pollMs = POLL_MS } = options;
  const self = randomBytes(8).toString('hex');
  const { change } = createOnceLog(log);
  /** The environments that tickets of this process are of. */
  const environments = new Set<string>();
  let listener: (id: string, owner: string) => void = () => {};
  let client: RedisClient | null = null;
  let pending = 0;
  let failures = 0;
  let isClosed = false;
  let loop: Loop | null = null;

  const prefixOf = (environment: string): string => storeLayout({ ...project, environment }).tickets;

  /** Goes on without Redis until the next look. */
  const lose = (error: unknown): void => {
    const lost = client;
    client = null;
    lost?.disconnect();
    change('tickets', { level: 'warn', event: 'tickets_not_shared', problem: redisProblem(error) });
  };

  /** Connects, and ends what connects too late. */
  const connect = async (): Promise<void> => {
    const { commands } = await createRedisPair(redis);
    try {
      await connectRedis(commands);
    } catch (error) {
      commands.disconnect();
      throw error;
    }
    if (isClosed) {
      commands.disconnect();
      return;
    }
    client = commands;
    commands.once('end', () => {
      if (client === commands) lose(new Error('the connection was cut'));
    });
  };

  /** Tells the listener what others took here. */
  const readNotices = async (redisClient: RedisClient): Promise<void> => {
    for (const environment of environments) {
      const key = `${prefixOf(environment)}taken:${self}`;
      const notices = Object.keys(await within(redisClient.hgetall(key), ANSWER_MS));
      if (notices.length === 0) continue;
      for (const notice of notices) {
        const [id = '', owner = ''] = notice.split(' ');
        listener(id, owner);
      }
      await within(redisClient.hdel(key, ...notices), ANSWER_MS);
    }
  };

  const look = async (): Promise<number> => {
    try {
      if (client === null) await connect();
      if (client !== null) await readNotices(client);
      failures = 0;
      change('tickets', null);
      return pollMs;
    } catch (error) {
      failures += 1;
      lose(error);
      return retryDelay(failures);
    }
  };

  /** Leaves word for the evaluator that had the ticket; if that fails, it has it a while longer. */
  const tell = async (redisClient: RedisClient, prefix: string, id: string, holder: string): Promise<void> => {
    const [evaluator = '', owner = ''] = holder.split(':');
    if (evaluator === self) return;
    const key = `${prefix}taken:${evaluator}`;
    await Promise.all([redisClient.hset(key, `${id} ${owner}`, ''), redisClient.expire(key, NOTICE_SECONDS)]);
  };

  return {
    start() {
      if (!isClosed) loop ??= startLoop(look);
    },
    async take({ id, environment }, owner, isFirstAllowed, untilMs) {
      const connected = client;
      if (connected === null || pending >= MOST_PENDING) return 'away';
      environments.add(environment);
      const prefix = prefixOf(environment);
      const [key, value, ms] = [prefix + id, `${self}:${owner}`, Math.max(1, Math.ceil(untilMs))];
      pending += 1;
      try {
        const holder = await within(
          isFirstAllowed
            ? connected.set(key, value, 'PX', ms, 'GET')
            : connected.set(key, value, 'PX', ms, 'XX', 'GET'),
          ANSWER_MS,
        );
        if (holder === null) return isFirstAllowed ? 'taken' : 'unknown';
        tell(connected, prefix, id, holder).catch(() => {});
        return 'taken';
      } catch (error) {
        if (client === connected) lose(error);
        return 'away';
      } finally {
        pending -= 1;
      }
    },
    onTaken(next) {
      listener = next;
    },
    async close() {
      isClosed = true;
      const last = client;
      client = null;
      last?.disconnect();
      await loop?.close();
    },
  };
}
