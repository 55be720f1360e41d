import type { DiffJson } from './change-request-json.ts';

/** A version that an environment served, or serves. */
export interface VersionJson {
  readonly version: number;
  readonly action: 'publish' | 'rollback' | 'kill' | 'revive' | 'hold' | 'release';
  /** The commit whose content it has. */
  readonly commit: string;
  /** The same for versions of the same content. */
  readonly contentHash: string;
  readonly directory: string;
  readonly isUnapproved: boolean;
  /** The person, or the identity of whoever it was. */
  readonly who: string;
  readonly reason: string | null;
  /** ISO 8601. */
  readonly at: string;
}

/** What serving an older version again would change. */
export interface ReturnJson {
  readonly version: VersionJson;
  /** The version that is served now. */
  readonly live: number;
  /** It says the same as what is served, so that there is nothing to go back to. */
  readonly isSame: boolean;
  /** Of this environment alone; kills stay, and are no part of it. null: git has no whole project of one of the two. */
  readonly diff: DiffJson | null;
}
