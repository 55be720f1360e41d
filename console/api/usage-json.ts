/** How often flags were evaluated, as far as it was counted. */
export interface UsageJson {
  readonly range: '24h' | '30d';
  /** Of each point, in seconds. */
  readonly step: number;
  /** ISO 8601; the last point is not over. */
  readonly from: string;
  readonly to: string;
  /**
   * Where the counts are kept. `process`: in the memory of this `dev`, since it started. `redis`: by all evaluators
   * together. `none`: evaluators write no counts that can be read here.
   */
  readonly source: 'process' | 'redis' | 'none';
  /** What is counted and what is not, in a sentence for people. */
  readonly counted: string;
  /** By key, in all environments or in the one that was asked for. Flags without any are missing. */
  readonly flags: Readonly<Record<string, FlagUsageJson>>;
  /** Of the one flag that was asked for, else empty. */
  readonly series: readonly UsageSeriesJson[];
}

export interface FlagUsageJson {
  readonly total: number;
  /** How many of the total were reported with client keys: everybody has one, so it is no proof. */
  readonly clients: number;
  /** 24 for a day, 30 for a month; oldest first. */
  readonly points: readonly number[];
}

/** Evaluations of a flag to one variant in one environment. */
export interface UsageSeriesJson {
  readonly environment: string;
  /** null: no variant, because of an error. */
  readonly variant: string | null;
  /** Who counted: evaluators, SDKs with server keys, SDKs with client keys. */
  readonly by: 'server' | 'reported' | 'client';
  readonly total: number;
  readonly points: readonly number[];
}
