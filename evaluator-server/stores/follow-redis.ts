import type { Log } from '../log.ts';
import type { StoreHealth } from '../snapshots/source.ts';
import type { DocumentKind } from './documents.ts';
import { jittered, retryDelay } from './loop.ts';
import { createOnceLog } from './once.ts';
import type { RedisHeading, RedisStore } from './redis.ts';
import { redisProblem } from './redis-client.ts';
import type { Shelf } from './shelf.ts';

/** Brings the shelf to what Redis holds. */
export interface RedisFollower {
  /** Looks once. Never rejects; answers how many ms to wait until the next time. */
  look(): Promise<number>;
  /** Whether the last look found everything that is served, good and not older: then Postgres need not be asked often. */
  isWell(): boolean;
  /** Whether any look found a published environment. */
  hasAnswered(): boolean;
  /** To be called when the connection is gone. */
  lost(): void;
  health(): StoreHealth;
}

export interface RedisFollowerOptions {
  readonly store: RedisStore;
  readonly shelf: Shelf;
  /** For messages. */
  readonly address: string;
  /** null: every environment that was published. */
  readonly environments: readonly string[] | null;
  /** How long to wait, before jitter. */
  readonly pollMs: (isWell: boolean) => number;
  readonly log: Log;
  /** UTC epoch ms. */
  readonly clock: () => number;
  /** Called when it stops being well, and when something in it is refused: another store may have it good. */
  readonly onUnwell: () => void;
  /** Called at the first answer, and at the first after a failure. */
  readonly onBack: () => void;
}

export function createRedisFollower(options: RedisFollowerOptions): RedisFollower {
  const { store, shelf, address, log, onUnwell } = options;
  const { change } = createOnceLog(log);
  let well = false;
  let answered = false;
  let wasConnected = false;
  let failures = 0;
  let answeredAt: number | null = null;

  const setWell = (isWell: boolean): void => {
    const wasWell = well;
    well = isWell;
    if (wasWell && !isWell) onUnwell();
  };

  /** Whether this document is now served at the version that Redis has, or a newer one that Redis had no time to get. */
  const follow = async (heading: RedisHeading, heldBefore: ReturnType<Shelf['held']>): Promise<boolean> => {
    const { kind, environment, version } = heading;
    if (version === null) {
      shelf.refuse(heading, 'the version that it is stored with is no whole number');
      return false;
    }
    if (heldBefore !== null && version < heldBefore.version) {
      shelf.noteOlder(heading, heldBefore);
      return false;
    }
    const held = shelf.held(kind, environment);
    if (held !== null && version === held.version && kind === 'snapshot' && heading.hash !== held.hash) {
      shelf.noteOther(heading, held);
      return false;
    }
    if (held !== null && version <= held.version) return true;
    const document = await store.read(kind, environment);
    return document !== null && shelf.offer(document) !== 'refused';
  };

  const lookOnce = async (): Promise<boolean> => {
    await store.connect();
    const known = options.environments ?? [...new Set([...(await store.environments()), ...shelf.environments()])];
    const before = new Map(known.map((name) => [name, heldOf(shelf, name)]));
    const headings = await store.look(known);
    answered ||= headings.some(({ kind }) => kind === 'snapshot');
    let isWell = known.length > 0;
    for (const environment of known) {
      for (const kind of ['snapshot', 'keys'] as const) {
        const heading = headings.find((found) => found.kind === kind && found.environment === environment);
        const held = before.get(environment)?.[kind] ?? null;
        // An environment without keys has no document of them.
        if (heading === undefined) isWell &&= kind === 'keys' && held === null;
        else isWell = (await follow(heading, held)) && isWell;
      }
    }
    return isWell;
  };

  return {
    async look() {
      try {
        const isFirst = !wasConnected || failures > 0;
        const isWell = await lookOnce();
        wasConnected = true;
        failures = 0;
        answeredAt = options.clock();
        if (isFirst) {
          log({ level: 'info', event: 'redis_connected', address });
          options.onBack();
        }
        well = isWell;
        if (!isWell) onUnwell();
        change('redis', null);
        return jittered(options.pollMs(isWell));
      } catch (error) {
        failures += 1;
        store.disconnect();
        change('redis', { level: 'error', event: 'redis_unreachable', address, problem: redisProblem(error) });
        setWell(false);
        return retryDelay(failures);
      }
    },
    isWell: () => well,
    hasAnswered: () => answered,
    health: () => ({ store: 'redis', isUp: answeredAt !== null && failures === 0, answeredAt }),
    lost() {
      failures += 1;
      change('redis', { level: 'error', event: 'redis_unreachable', address, problem: 'the connection was cut' });
      setWell(false);
    },
  };
}

function heldOf(shelf: Shelf, environment: string): Record<DocumentKind, ReturnType<Shelf['held']>> {
  return { snapshot: shelf.held('snapshot', environment), keys: shelf.held('keys', environment) };
}
