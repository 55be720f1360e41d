/** What Postgres says of an environment, as publishing, kills, rollbacks and `status` see it. */

import type { Overlay, Snapshot } from '@flagforge/sdk/engine';
import type { Actor } from '../identity/actor.ts';
import type { Approval } from '../identity/approvals.ts';
import type { Policy } from '../identity/policy.ts';
import type { Place } from '../targets/target.ts';

/** An environment as it is served. */
export interface PublishedState {
  readonly place: Place;
  /** 0: nothing was published yet, and all the rest is null. */
  readonly version: number;
  /** The commit whose content is served. */
  readonly commit: string | null;
  /** The newest commit that was published: a rollback sets it apart from `commit`. */
  readonly tip: string | null;
  readonly contentHash: string | null;
  readonly hash: string | null;
  readonly overlays: readonly Overlay[];
  readonly policy: Policy | null;
  /** UTC epoch ms. */
  readonly publishedAt: number | null;
  readonly isSigned: boolean;
}

export type VersionAction = 'publish' | 'rollback' | 'kill' | 'revive' | 'hold' | 'release';

/** A next version of one environment, as it is to be written. */
export interface NextVersion {
  readonly action: VersionAction;
  /** Its content; `version`, `overlays` and `hash` are replaced by those of the version that is written. */
  readonly content: Snapshot;
  readonly overlays: readonly Overlay[];
  readonly commit: string;
  readonly tip: string;
  /** Folder of the project in the repository, with `/`. */
  readonly directory: string;
  /** null: the policy stays as it is. */
  readonly policy: Policy | null;
  readonly approvals: readonly Approval[];
  readonly changeRequest: string | null;
  readonly isUnapproved: boolean;
  readonly reason: string | null;
  readonly actor: Actor;
}

/** What was written. */
export interface WrittenVersion {
  readonly place: Place;
  readonly version: number;
  readonly hash: string;
  readonly contentHash: string;
  /** How many audit entries, and the first and last of them. */
  readonly entries: number;
  readonly firstSeq: string;
  readonly lastSeq: string;
}
