import { environmentsKey, storeLayout } from '@flagforge/sdk/snapshot';
import type { DocumentKind, Project, StoredDocument } from './documents.ts';
import { connectRedis, createRedisPair, type RedisPair, type RedisSettings } from './redis-client.ts';
import { within } from './within.ts';

/** What Redis says it holds, without the body. */
export type RedisHeading = Omit<StoredDocument, 'body'>;

/** Reads the copies in Redis. Everything rejects while it cannot be reached; nothing connects again by itself. */
export interface RedisStore {
  /** Connects if need be. `onBell` and `onLost` are called until the connection is lost. */
  connect(): Promise<void>;
  /** The environments that were published, in no order; names that none can have are left out. */
  environments(): Promise<readonly string[]>;
  /** Listens for the bells of these environments from now on, then asks what there is of them. Where there is nothing, nothing is listed. */
  look(environments: readonly string[]): Promise<readonly RedisHeading[]>;
  /** A whole document; null: it is gone. */
  read(kind: DocumentKind, environment: string): Promise<StoredDocument | null>;
  /** Leaves word of this evaluator. */
  report(environment: string, id: string, text: string): Promise<void>;
  /** What evaluators left, by their id. */
  reports(environment: string): Promise<Readonly<Record<string, string>>>;
  retract(environment: string, ids: readonly string[]): Promise<void>;
  /** Drops the connection: what is under way rejects. */
  disconnect(): void;
  /** The same, for good. */
  close(): void;
}

export interface RedisListeners {
  /** Something may have changed. */
  readonly onBell: () => void;
  /** The connection is gone, by no call of `disconnect`. */
  readonly onLost: () => void;
}

const COMMAND_MS = 3_000;
/** A body may be 32 MiB, over a slow line. */
const BODY_MS = 30_000;
const ENVIRONMENT = /^[a-z0-9][a-z0-9._-]{0,99}$/;
const KINDS: readonly DocumentKind[] = ['snapshot', 'keys'];

export function createRedisStore(settings: RedisSettings, project: Project, listeners: RedisListeners): RedisStore {
  let pair: RedisPair | null = null;
  let heard = new Set<string>();
  let isClosed = false;

  const layout = (environment: string) => storeLayout({ ...project, environment });

  const drop = (lost: RedisPair): void => {
    if (pair === lost) pair = null;
    for (const client of lost.all) client.disconnect();
  };

  const connected = (): RedisPair => {
    if (pair === null) throw new Error('not connected');
    return pair;
  };

  const listen = async (environments: readonly string[]): Promise<void> => {
    const { bells, commands } = connected();
    const fresh = environments.map((environment) => layout(environment).bell).filter((bell) => !heard.has(bell));
    if (fresh.length > 0) {
      await bells.subscribe(...fresh);
      for (const bell of fresh) heard.add(bell);
    }
    // A line that is cut without a word would leave us waiting for bells that never come.
    else if (bells !== commands && 'ping' in bells) await bells.ping();
  };

  const heading = async (kind: DocumentKind, environment: string): Promise<RedisHeading[]> => {
    const [version, hash] = await connected().commands.hmget(layout(environment)[kind], 'version', 'hash');
    if (version == null && hash == null) return [];
    return [{ store: 'redis', kind, environment, version: parseVersion(version), hash: hash ?? '' }];
  };

  return {
    async connect() {
      if (pair !== null) return;
      const next = await createRedisPair(settings);
      if (isClosed) throw new Error('closed');
      pair = next;
      heard = new Set();
      try {
        await Promise.all(next.all.map(connectRedis));
      } catch (error) {
        drop(next);
        throw error;
      }
      if (pair !== next) throw new Error('closed');
      next.bells.on('message', listeners.onBell);
      for (const client of next.all) {
        client.once('end', () => {
          if (pair !== next) return;
          drop(next);
          listeners.onLost();
        });
      }
    },
    async environments() {
      const { organization, project: name } = project;
      const found = await within(connected().commands.smembers(environmentsKey(organization, name)), COMMAND_MS);
      return found.filter((environment) => ENVIRONMENT.test(environment));
    },
    async look(environments) {
      // In this order, so that nothing is missed that changes in between.
      await within(listen(environments), COMMAND_MS);
      const asked = environments.flatMap((environment) => KINDS.map((kind) => heading(kind, environment)));
      return (await within(Promise.all(asked), COMMAND_MS)).flat();
    },
    async read(kind, environment) {
      const key = layout(environment)[kind];
      const [version, hash, body] = await within(connected().commands.hmget(key, 'version', 'hash', 'body'), BODY_MS);
      if (version == null && hash == null && body == null) return null;
      return { store: 'redis', kind, environment, version: parseVersion(version), hash: hash ?? '', body: body ?? '' };
    },
    async report(environment, id, text) {
      await within(connected().commands.hset(layout(environment).evaluators, id, text), COMMAND_MS);
    },
    reports: (environment) => within(connected().commands.hgetall(layout(environment).evaluators), COMMAND_MS),
    async retract(environment, ids) {
      if (ids.length > 0) await within(connected().commands.hdel(layout(environment).evaluators, ...ids), COMMAND_MS);
    },
    disconnect() {
      if (pair !== null) drop(pair);
    },
    close() {
      isClosed = true;
      if (pair !== null) drop(pair);
    },
  };
}

function parseVersion(text: string | null | undefined): number | null {
  return /^\d{1,15}$/.test(text ?? '') ? Number(text) : null;
}
