/** What a publish is given: a compiled commit, who publishes it, and where it goes. */
import type { Snapshot } from '@flagforge/sdk/engine';
import type { ProjectConfig } from '../compile/index.ts';
import type { Database } from '../database/database.ts';
import type { Origin } from '../database/project-origin.ts';
import type { Publisher } from '../identity/actor.ts';
import type { ApprovalSource } from '../identity/approvals.ts';
import type { Target } from '../targets/target.ts';
import type { Signer } from './signing.ts';
import type { DeliveryStep } from './sync-target.ts';
import type { VersionStep } from './write-version.ts';

/** What git says of how commits hang together. */
export interface History {
  /** Whether this clone has the commit. */
  has(commit: string): Promise<boolean>;
  /** Whether `older` is an ancestor of `newer`, or the same. Both are there. */
  isAncestor(older: string, newer: string): Promise<boolean>;
}

/** A commit of a project without errors. */
export interface CompiledCommit {
  /** Its full id. */
  readonly commit: string;
  /** The project's folder in the repository, with `/`, '' for the root. */
  readonly directory: string;
  readonly config: ProjectConfig;
  readonly snapshots: ReadonlyMap<string, Snapshot>;
  readonly history: History;
}

/** Writes the head of the audit chain to a place outside of the database. */
export type WriteAnchor = (head: AnchorHead) => Promise<WrittenAnchor>;

export interface AnchorHead {
  readonly organization: string;
  /** Decimal, as it may go beyond 2^53. */
  readonly seq: string;
  readonly hash: string;
  /** UTC epoch ms. */
  readonly at: number;
}

export interface WrittenAnchor {
  readonly commit: string;
  /** The remote that took it; null: there is none. */
  readonly pushedTo: string | null;
}

/** Points of a crash test: what was done last. */
export type PublishStep = 'planned' | VersionStep | 'committed' | DeliveryStep | 'delivered' | 'anchored';

export interface PublishRequest {
  readonly database: Database;
  /** All that are set up: what is published waits for each. */
  readonly targets: readonly Target[];
  /** Those that are brought up to date now; the others wait for the next publish, or for `--resume`. Default: all. */
  readonly deliverTo?: readonly Target[];
  readonly source: CompiledCommit;
  readonly origin: Origin;
  /** In the project's order. */
  readonly environments: readonly string[];
  readonly publisher: Publisher;
  readonly approvals: ApprovalSource;
  readonly sign: Signer | null;
  /** null: there is no git to anchor in. */
  readonly writeAnchor: WriteAnchor | null;
  /** Only on top of this version. */
  readonly expectVersion: number | null;
  /** Publish without the approvals that are asked for, by break-glass. Needs a reason. */
  readonly isUnapproved: boolean;
  readonly reason: string | null;
  /** Only says what would be done. */
  readonly isDryRun: boolean;
  /** The wall clock, UTC epoch ms. */
  readonly now: () => number;
  readonly onProgress?: (environment: string) => void;
  /** For tests that stop the process at a point. No command sets it. */
  readonly onStep?: (step: PublishStep, environment: string | null) => void;
}
