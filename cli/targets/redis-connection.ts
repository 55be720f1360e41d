import { CommandError } from '../command-error.ts';
import { connectRedis, type RedisClient, type RedisServer } from './redis-client.ts';
import { redisProblem } from './redis-problem.ts';
import { TimeoutError, within } from './within.ts';

export interface RedisSettings extends RedisServer {
  /** How long one command may take to be answered, beside what its bytes take. */
  readonly commandMs: number;
}

/** A connection that is made when it is first needed, and again after it was lost. */
export interface RedisConnection {
  /**
   * Does some work on the connection. Never waits longer than connecting and the command may take. What comes within a
   * command's time after one that was not answered fails like it, at once: nobody waits for the same silence twice.
   * @param bytes how much the work sends or fetches; a second more is given for each MB.
   * @throws CommandError (3, FF312x) when Redis cannot be reached, refuses or does not answer.
   */
  run<Result>(work: (client: RedisClient) => Promise<Result>, bytes?: number): Promise<Result>;
  close(): Promise<void>;
}

const BYTES_A_MS = 1_048;
/** Redis does not answer. */
const SILENT = 'FF3127';

/** Nothing is sent before the first `run`, so that a Redis that is down does not keep the truth from being written. */
export function createRedisConnection(settings: RedisSettings): RedisConnection {
  let current: Promise<RedisClient> | null = null;
  let silence: { readonly problem: unknown; readonly until: number } | null = null;

  const open = (): Promise<RedisClient> => {
    const opening = connectRedis(settings);
    const forget = (): void => {
      if (current === opening) current = null;
    };
    // Once lost, a connection is not mended behind our back: the next piece of work makes a new one.
    opening.then((client) => client.once('end', forget), forget);
    return opening;
  };

  return {
    async run(work, bytes = 0) {
      if (silence !== null && performance.now() < silence.until) throw silence.problem;
      try {
        current ??= open();
        const client = await current;
        return await within(work(client), settings.commandMs + bytes / BYTES_A_MS).catch((error: unknown) => {
          if (error instanceof TimeoutError) client.disconnect();
          throw error;
        });
      } catch (error) {
        const problem = redisProblem(error, settings.address);
        if (problem instanceof CommandError && problem.code === SILENT)
          silence = { problem, until: performance.now() + settings.commandMs };
        throw problem;
      }
    },
    async close() {
      const client = await current?.catch(() => null);
      current = null;
      client?.disconnect();
    },
  };
}
