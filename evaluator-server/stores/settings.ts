import type { KeyObject } from 'node:crypto';
import type { Project } from './documents.ts';
import type { PostgresAddress } from './postgres-address.ts';
import type { RedisSettings } from './redis-client.ts';

/** Which stores a server reads, and of what. At least one of `redis` and `postgres` is to be there. */
export interface StoreSettings {
  readonly project: Project;
  /** null: every environment that was published. */
  readonly environments: readonly string[] | null;
  readonly redis: RedisSettings | null;
  readonly postgres: PostgresAddress | null;
  /** The folder for the last good copies; null: none are kept. */
  readonly stateFolder: string | null;
  /** Some: every snapshot must be signed by one of them. */
  readonly publicKeys: readonly KeyObject[];
}

/** How often the stores are asked, in ms. Each wait is between three fifths of it and all of it. */
export interface Timings {
  /** Redis, which rings when something changes: this finds what a lost ring was about. */
  readonly redisMs: number;
  /** Redis, while it lacks something. */
  readonly redisUnwellMs: number;
  /** Postgres, while Redis is away, lacks something or is not used. */
  readonly databaseMs: number;
  /** Postgres, while Redis has everything: a check. */
  readonly databaseCheckMs: number;
  readonly heartbeatMs: number;
}

export const DEFAULT_TIMINGS: Timings = {
  redisMs: 5_000,
  redisUnwellMs: 1_000,
  databaseMs: 1_000,
  databaseCheckMs: 15_000,
  heartbeatMs: 5_000,
};
