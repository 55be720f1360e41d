import type { FlagSource } from 'flagforge/compile';

/** A flag on both sides of a change, as its file says it. */
export interface FlagPairJson {
  readonly key: string;
  /** null: it is not there on that side. */
  readonly before: FlagSource | null;
  readonly after: FlagSource | null;
  /** What rollouts hash that name nothing else, as conditions write it. */
  readonly unit: string;
}
