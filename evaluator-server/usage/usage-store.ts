import type { UsageWindow } from './window.ts';

/**
 * Who counted: `server` are evaluations that this service answered, `reported` those that SDKs with server keys say they made,
 * `client` those that SDKs with client keys say they made. Everybody has a client key, so whoever wants can make those up.
 */
export type UsageOrigin = (typeof USAGE_ORIGINS)[number];

export const USAGE_ORIGINS = ['server', 'reported', 'client'] as const;

/**
 * How often one flag was evaluated to each variant. By name of variant, in no order; the empty name stands for
 * evaluations that gave none (reason `error`). Each list has one number for each step of the window, oldest first;
 * a variant that was never given is left out.
 */
export type FlagUsage = Readonly<Record<UsageOrigin, ReadonlyMap<string, readonly number[]>>>;

/** Reads what was counted, by any evaluator. */
export interface UsageReader {
  /**
   * Each flag that was asked for has an entry, also one of which nothing is known. Numbers are whole, from 0 to
   * 2^53 - 1.
   * @throws when the store cannot be asked; it answers or rejects within seconds.
   */
  read(environment: string, flagKeys: readonly string[], window: UsageWindow): Promise<ReadonlyMap<string, FlagUsage>>;
}

/** Evaluations of one flag to one variant. */
export interface UsageCount {
  readonly flagKey: string;
  /** Empty: there was none. */
  readonly variant: string;
  /** Whole, > 0. */
  readonly n: number;
}

/** What one SDK counted, its flags and variants checked. */
export interface UsageReport {
  readonly environment: string;
  readonly origin: Exclude<UsageOrigin, 'server'>;
  /** Two reports of one id within ten minutes are one report. null: this is no other one. */
  readonly id: string | null;
  /** UTC epoch ms: when it was counted, as far as that is believed. */
  readonly at: number;
  readonly counts: readonly UsageCount[];
}

/** Counts of evaluations, by minute for two hours and by hour for ninety days. Nothing here throws but `read`. */
export interface UsageStore extends UsageReader {
  /** Counts what this process answered itself, at this moment. Does no I/O. */
  add(environment: string, count: UsageCount): void;
  /** Takes a report, or answers false: there is no room for it now, the SDK is to keep it for a while. Does no I/O. */
  report(report: UsageReport): boolean;
  /** Calls `collect` before counts are written or read, so that it can add what it has. Returns how to stop that. */
  gather(collect: () => void): () => void;
  /** Writes what was counted, where it can be written. Never rejects. */
  flush(): Promise<void>;
  /** Flushes, for a second at most, and lets go of everything. */
  close(): Promise<void>;
}
