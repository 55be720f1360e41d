import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { isDeepStrictEqual } from 'node:util';
import type { Flag, Snapshot } from '@flagforge/sdk/engine';
import { canonicalJson } from '@flagforge/sdk/snapshot';
import { generateKey, keyRecord } from '../../keys/key.ts';
import { shopSnapshot } from '../shop-snapshot.ts';
import {
  newOrganization,
  openTestRedis,
  putInPostgres,
  putKeysInPostgres,
  snapshotOf,
  startMigratedPostgres,
  startRedis,
  type TestRedis,
} from '../stores.ts';
import { type EvaluationLoad, startEvaluationLoad, VERSION_FLAG } from './evaluation-load.ts';
import type { ChaosEvaluator, EvaluatorPlace } from './evaluators.ts';
import { followStream, type StreamFollower } from './stream-follower.ts';

/** A Redis and a Postgres of its own, somebody who publishes, a constant load, and clients that hold streams open. */
export interface ChaosPlace {
  readonly stores: EvaluatorPlace;
  readonly clientKey: string;
  readonly redis: Awaited<ReturnType<typeof startRedis>>;
  readonly postgres: Awaited<ReturnType<typeof startMigratedPostgres>>;
  readonly cache: TestRedis;
  readonly load: EvaluationLoad;
  readonly streams: readonly StreamFollower[];
  /** The version that was published last. */
  version(): number;
  /** What a version of the project is. */
  snapshot(version: number): Snapshot;
  /** Publishes the next version to the stores that are up, Postgres first; from then on it can be read. */
  publish(to?: { readonly redis?: boolean; readonly postgres?: boolean }): Promise<number>;
  /** Writes the next version with another body, which nobody may believe. */
  corrupt(store: 'redis' | 'postgres', change: (body: string) => string): Promise<void>;
  /** Sends load and streams to this evaluator. */
  aim(evaluator: ChaosEvaluator): void;
  /** Publishes, and waits until the version is answered: how many ms after the first store had it. */
  notice(to?: { readonly redis?: boolean; readonly postgres?: boolean }): Promise<number>;
  /** The streams that do not hold what an evaluator answers now, as words; in the end there are to be none. */
  strayed(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** Whose streams there are; null: a server key's. Two of each: one is left alone, one loses its connection again and again. */
const CONTEXTS = [null, { userId: 'u1', plan: 'pro', country: 'AT' }, { userId: 'u2' }, {}] as const;
const CUT_MS = 50;

function versionFlag(version: number): Flag {
  return {
    ...{ key: VERSION_FLAG, type: 'number', client: true, enabled: true, off: 'now' },
    variants: [{ name: 'now', value: version }],
    default: { serve: 'now' },
  };
}

/** @param load evaluations a second. */
export async function createChaosPlace(load = 400): Promise<ChaosPlace> {
  const [redis, postgres] = await Promise.all([startRedis(), startMigratedPostgres()]);
  const organization = newOrganization();
  const cache = openTestRedis(redis.url);
  const stateFolder = mkdtempSync(join(tmpdir(), 'flagforge-chaos-'));
  const login = await postgres.createEvaluator(organization);
  const [serverKey, clientKey] = [generateKey('server'), generateKey('client')];
  const records = [serverKey, clientKey].map((key) => keyRecord(key, { environment: 'production' }));
  const running = startEvaluationLoad({ serverKey, clientKey, rate: load });
  const streams: StreamFollower[] = [];
  let version = 0;
  let port = 0;
  let readableAt = 0;

  let turn = 0;
  const cutting = setInterval(() => {
    streams[CONTEXTS.length + (turn % CONTEXTS.length)]?.cut();
    turn += 1;
  }, CUT_MS);

  const flags = shopSnapshot().flags;
  const snapshot = (of: number): Snapshot => snapshotOf(organization, of, { flags: [...flags, versionFlag(of)] });

  const publish: ChaosPlace['publish'] = async ({ redis: toRedis = true, postgres: toPostgres = true } = {}) => {
    version += 1;
    const next = snapshot(version);
    if (toPostgres) {
      await putInPostgres(postgres, next);
      readableAt = performance.now();
    }
    if (toRedis) {
      await cache.put(next);
      if (!toPostgres) readableAt = performance.now();
      await cache.putKeys(organization, 1, records);
    }
    running.readable(version);
    return version;
  };

  const expected = async (context: object | null): Promise<unknown> => {
    const path = context === null ? '/v1/snapshot' : '/v1/evaluate/all';
    const init =
      context === null
        ? { headers: { authorization: `Bearer ${serverKey}` } }
        : {
            ...{ method: 'POST', body: JSON.stringify({ context }) },
            headers: { authorization: `Bearer ${clientKey}` },
          };
    return (await fetch(`http://127.0.0.1:${port}${path}`, init)).json();
  };

  await publish();
  await putKeysInPostgres(postgres, organization, 1, records);

  return {
    stores: { organization, redisUrl: redis.url, postgresUrl: postgres.urlOf(login), stateFolder },
    ...{ clientKey, redis, postgres, cache, load: running, streams, snapshot, publish },
    version: () => version,
    async corrupt(store, change) {
      version += 1;
      const next = snapshot(version);
      const body = change(canonicalJson(next));
      await (store === 'redis' ? cache.put(next, { body }) : putInPostgres(postgres, next, { body }));
    },
    aim(evaluator) {
      port = evaluator.port;
      if (streams.length === 0) {
        for (const name of ['a stream', 'a stream that is cut']) {
          for (const [index, context] of CONTEXTS.entries()) {
            const key = context === null ? serverKey : clientKey;
            streams.push(followStream({ name: `${name}, context ${index}`, port, key, context }));
          }
        }
      }
      for (const stream of streams) stream.aim(port);
      running.aim(port);
    },
    async notice(to) {
      const next = await publish(to);
      return Math.max(0, (await running.seen(next)) - readableAt);
    },
    async strayed() {
      const found = await Promise.all(
        streams.map(async (stream, index) => {
          const context = CONTEXTS[index % CONTEXTS.length] ?? null;
          const answer = await expected(context);
          const state = stream.state();
          if (state?.version !== version) return [`${stream.name} is at ${state?.version} instead of ${version}`];
          const isSame =
            context === null
              ? canonicalJson(state.content) === canonicalJson(snapshot(version))
              : isDeepStrictEqual(state.content, answer);
          return [...(isSame ? [] : [`${stream.name} holds something else than is answered`]), ...stream.problems()];
        }),
      );
      return found.flat();
    },
    async stop() {
      clearInterval(cutting);
      for (const stream of streams) stream.close();
      await running.stop();
      cache.client.disconnect();
      redis.resume();
      postgres.resume();
      await Promise.all([redis.stop(), postgres.stop()]);
      rmSync(stateFolder, { recursive: true, force: true });
    },
  };
}
