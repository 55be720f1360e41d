import type { EvaluatorReport } from '@flagforge/sdk/snapshot';
import type { Log } from '../log.ts';
import type { StoreHealth } from '../snapshots/source.ts';
import type { Head } from './audit-heads.ts';
import { createPostgresFollower } from './follow-postgres.ts';
import { createRedisFollower } from './follow-redis.ts';
import { startHeartbeat } from './heartbeat.ts';
import { type Loop, retryDelay, startLoop } from './loop.ts';
import { pace } from './pace.ts';
import { createPostgresConnection } from './postgres-client.ts';
import { createRedisStore } from './redis.ts';
import type { StoreSettings, Timings } from './settings.ts';
import type { Shelf } from './shelf.ts';
import { atMost } from './within.ts';

/** The stores being followed. */
export interface StoreFollowers {
  /** Resolves when each store was asked once, whether or not it answered. */
  settled(): Promise<void>;
  /** Whether any store has answered. */
  hasAnswered(): boolean;
  head(): Head | null;
  /** How each store is. */
  health(): readonly StoreHealth[];
  /** Reports at once what is served now. */
  beat(): void;
  /** Ends every connection and wait; resolves within a second. */
  close(): Promise<void>;
}

export interface FollowOptions {
  readonly settings: StoreSettings;
  readonly timings: Timings;
  readonly shelf: Shelf;
  readonly id: string;
  /** What was remembered on disk. */
  readonly head: Head | null;
  readonly reports: () => ReadonlyMap<string, EvaluatorReport>;
  readonly log: Log;
  readonly clock: () => number;
  readonly onHead: (head: Head) => void;
  readonly onSchema: (tooNew: string | null) => void;
}

const GOODBYE_MS = 500;
/** Whoever may ring can ring without end: no bell makes us ask Redis more often than this. */
const BELL_MS = 20;
/** How long the first look at Postgres waits for that at Redis. */
const REDIS_FIRST_MS = 200;

/** One store as it is followed. */
interface Following {
  readonly loop: Loop;
  hasAnswered(): boolean;
  health(): StoreHealth;
  /** Ends the connection, after the loop was told to end. */
  end(): Promise<void>;
}

interface FollowedRedis extends Following {
  isWell(): boolean;
  beat(): void;
}

/**
 * Follows Redis and Postgres, each at its own pace. Redis is asked first and rings; Postgres is asked often while Redis is
 * away, lacks something or is not used, and now and then in any case, so that a Redis that is behind never matters.
 */
export function followStores(given: FollowOptions): StoreFollowers {
  let isClosed = false;
  // What is under way when it ends fails, which is nobody's problem.
  const log: Log = (entry) => {
    if (!isClosed) given.log(entry);
  };
  const options = { ...given, log };
  const redis = followRedis(options, () => postgres?.loop.wake());
  const postgres = followPostgres(options, redis);
  const following: readonly Following[] = [redis, postgres].flatMap((store) => store ?? []);
  return {
    async settled() {
      await Promise.all(following.map(({ loop }) => loop.settled()));
    },
    hasAnswered: () => following.some((store) => store.hasAnswered()),
    head: () => postgres?.head() ?? options.head,
    health: () => following.map((store) => store.health()),
    beat: () => redis?.beat(),
    async close() {
      isClosed = true;
      await Promise.all(
        following.map(async ({ loop, end }) => {
          const ended = loop.close();
          await end();
          await ended;
        }),
      );
    },
  };
}

function followPostgres(
  { settings, timings, shelf, head, log, clock, onHead, onSchema }: FollowOptions,
  redis: FollowedRedis | null,
): (Following & { readonly head: () => Head | null }) | null {
  if (settings.postgres === null) return null;
  const connection = createPostgresConnection(settings.postgres);
  const follower = createPostgresFollower({
    ...{ connection, shelf, head, clock, log, onHead, onSchema },
    project: settings.project,
    environments: settings.environments,
    pollMs: () => (redis?.isWell() === true ? timings.databaseCheckMs : timings.databaseMs),
  });
  // Redis first: what it has need not be fetched from the truth by every evaluator that starts.
  const redisLooked = redis === null ? Promise.resolve() : atMost(redis.loop.settled(), REDIS_FIRST_MS);
  const look = async (): Promise<number> => {
    await redisLooked;
    return follower.look();
  };
  return {
    loop: startLoop(look),
    hasAnswered: follower.hasAnswered,
    head: follower.head,
    health: follower.health,
    end: async () => connection.close(),
  };
}

function followRedis(
  { settings, timings, shelf, id, reports, log, clock }: FollowOptions,
  onUnwell: () => void,
): FollowedRedis | null {
  const { redis } = settings;
  if (redis === null) return null;
  let retry: NodeJS.Timeout | undefined;
  const store = createRedisStore(redis, settings.project, {
    onBell: () => bell.call(),
    onLost() {
      follower.lost();
      retry = setTimeout(() => loop.wake(), retryDelay(1));
      retry.unref();
    },
  });
  const follower = createRedisFollower({
    ...{ store, shelf, log, clock, onUnwell },
    onBack: () => heartbeat.beat(),
    address: redis.address.label,
    environments: settings.environments,
    pollMs: (isWell) => (isWell ? timings.redisMs : timings.redisUnwellMs),
  });
  const heartbeat = startHeartbeat({ store, id, reports, everyMs: timings.heartbeatMs, clock, log });
  const loop = startLoop(follower.look);
  const bell = pace(loop.wake, BELL_MS);
  return {
    loop,
    hasAnswered: follower.hasAnswered,
    health: follower.health,
    isWell: follower.isWell,
    beat: heartbeat.beat,
    async end() {
      clearTimeout(retry);
      bell.stop();
      await atMost(heartbeat.close(), GOODBYE_MS);
      store.close();
    },
  };
}
