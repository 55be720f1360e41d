import {
  connectRedis,
  createRedisPair,
  type RedisClient,
  type RedisPair,
  type RedisSettings,
} from '../stores/redis-client.ts';
import { TimeoutError, within } from '../stores/within.ts';
import type { Batch } from './batch.ts';
import { parseCellNumber } from './cell.ts';
import { FLUSH_SCRIPT } from './flush-script.ts';
import { REPORT_ID_MS } from './report-ids.ts';

/** The counts in Redis. Everything rejects while it cannot be reached; each call connects anew if need be. */
export interface RedisCounters {
  /** Adds a batch. Answers how many of its cells could not be counted, and why. */
  add(batch: Batch): Promise<{ readonly failed: number; readonly problem: string }>;
  /** The buckets of these keys, in their order; of what is none, nothing. */
  read(keys: readonly string[]): Promise<readonly (readonly (readonly [field: string, n: number])[])[]>;
  /** Drops the connection; what is under way rejects. The next call connects anew. */
  disconnect(): void;
  /** The same, for good. */
  close(): void;
}

const COMMAND_MS = 3_000;
/** How long what was sent is known, in s: longer than an answer can be waited for, and than two slots of ids. */
const KEPT_SECONDS = (2 * REPORT_ID_MS) / 1_000;
/** Ids of reports that one environment keeps in ten minutes, about 60 MB: beyond it a repeated one counts again. */
const MOST_REPORT_IDS = 1_000_000;

/** A connection of its own: counting must not come in the way of hearing of snapshots. */
export function createRedisCounters(settings: RedisSettings): RedisCounters {
  let connecting: Promise<RedisPair> | null = null;
  let isClosed = false;

  const begin = (): Promise<RedisPair> => {
    const own = connect();
    // A connection that was cut meanwhile must not cost the next one who comes.
    own.then(({ commands }) => commands.once('end', () => drop(own))).catch(() => {});
    return own;
  };

  const connect = async (): Promise<RedisPair> => {
    const pair = await createRedisPair(settings);
    try {
      if (isClosed) throw new Error('closed');
      await connectRedis(pair.commands);
    } catch (error) {
      pair.commands.disconnect();
      throw error;
    }
    return pair;
  };

  const drop = (dropped: Promise<RedisPair> | null): void => {
    if (connecting === dropped) connecting = null;
    dropped?.then(
      ({ all }) => {
        for (const client of all) client.disconnect();
      },
      () => {},
    );
  };

  /**
   * Does something with a connection; one that fails is not used again, whatever it was that failed. That an older one was
   * cut is often noticed only now: what can be done twice, as everything here, is then tried with a new one.
   */
  const use = async <Result>(work: (client: RedisClient) => Promise<Result>, isSecond = false): Promise<Result> => {
    if (isClosed) throw new Error('closed');
    const isOlder = connecting !== null;
    connecting ??= begin();
    const own = connecting;
    try {
      const { commands } = await own;
      return await within(work(commands), COMMAND_MS);
    } catch (error) {
      drop(own);
      if (isOlder && !isSecond && isCut(error)) return use(work, true);
      throw error;
    }
  };

  return {
    add: ({ seq, keys, text }) =>
      use(async (client) => {
        const words = [...keys, seq, KEPT_SECONDS, MOST_REPORT_IDS, text];
        const answer: unknown = await client.eval(FLUSH_SCRIPT, keys.length, ...words);
        const [failed, problem] = Array.isArray(answer) ? answer : [];
        return { failed: Number(failed), problem: String(problem).slice(0, 200) };
      }),
    read: (keys) =>
      use((client) =>
        Promise.all(
          keys.map(async (key) => {
            const fields = await client.hgetall(key).catch((error: unknown) => {
              if (error instanceof Error && error.message.startsWith('WRONGTYPE')) return {};
              throw error;
            });
            return Object.entries(fields).map(([field, n]) => [field, parseCellNumber(n)] as const);
          }),
        ),
      ),
    disconnect() {
      drop(connecting);
    },
    close() {
      isClosed = true;
      drop(connecting);
    },
  };
}

/** Whether it was the connection that failed: Redis neither answered nor kept silent. */
function isCut(error: unknown): boolean {
  return error instanceof Error && error.name !== 'ReplyError' && !(error instanceof TimeoutError);
}
