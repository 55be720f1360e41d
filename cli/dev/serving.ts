import type { Snapshot } from '@flagforge/sdk/engine';
import type { EvaluatorReport } from '../targets/target.ts';
import type { FlagCounts, UsageHours } from '../targets/usage-counts.ts';

/** What a server holds of an API key. @see contract 7 */
export interface ServedKey {
  readonly hash: string;
  readonly kind: 'server' | 'client';
  readonly environment: string;
  readonly expiresAt?: number;
  readonly origins?: readonly string[];
}

/** The evaluation server in this process, as `dev` sees it. */
export interface Serving {
  readonly port: number;
  /** Takes the place of what its environment served, unless it is older. */
  publish(snapshot: Snapshot): void;
  /** All keys that are taken from now on. */
  replaceKeys(keys: readonly ServedKey[]): void;
  /** What was evaluated since the start, and what SDKs reported: it is kept in memory. */
  usage(environment: string, flagKeys: readonly string[], hours: UsageHours): Promise<ReadonlyMap<string, FlagCounts>>;
  close(): Promise<void>;
}

/** Starts one. `commands/dev.ts` has it: nothing else may import the server. */
export interface EvaluationParts {
  /** @param port 0 takes a free one. @throws the system's error when it cannot listen. */
  start(port: number): Promise<Serving>;
  generateKey(kind: 'server' | 'client'): string;
  /** @throws TypeError for a text that is no key. */
  keyRecord(secret: string, environment: string): ServedKey;
}

/** What an environment serves in this process, as `status` asks for it. */
export function reportOf(snapshot: Snapshot, port: number, now: number): EvaluatorReport {
  const { version, hash, commit } = snapshot;
  return { id: 'dev', host: `127.0.0.1:${port}`, version, hash, commit, at: now, auditHead: null, refused: 0 };
}
