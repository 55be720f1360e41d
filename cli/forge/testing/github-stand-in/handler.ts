import type { Account, Level, World } from './world.ts';

/** A request that the description agrees with, of somebody who may see the repository. */
export interface Call {
  readonly world: World;
  readonly parts: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly as: Account;
  /** Ends the request unless whoever asks has at least this. */
  needs(level: Level): void;
  /** The page that was asked for; `Link` says where the others are. */
  page<T>(all: readonly T[]): readonly T[];
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export type Handler = (call: Call) => Promise<Answer>;
