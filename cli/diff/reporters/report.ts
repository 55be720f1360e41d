/** Everything that `diff` says, before it is written in some form. Plain data, the same on every machine. */
import type { ProjectDiff, RiskLevel } from '../project-diff.ts';

export interface DiffReport {
  readonly base: {
    /** Full id. */
    readonly commit: string;
    readonly hasProject: boolean;
    /** Files of the base with errors, whose changes cannot be told; as paths in the repository. */
    readonly leftOut: readonly string[];
  };
  readonly head: {
    /** Full id; null: the files on the disk. */
    readonly commit: string | null;
    readonly hasProject: boolean;
  };
  /** The project's folder in the repository, with `/`; '' for its root. */
  readonly directory: string;
  /** Of the environments that were asked for, the most guarded first. */
  readonly diff: ProjectDiff;
  /** One for each source of contexts. */
  readonly samples: readonly SampleReport[];
  readonly approvals: ApprovalsReport;
}

/** What became of the contexts of one source. */
export interface SampleReport {
  /** As people find it: `flags/contexts`, `contexts/orders.jsonl`. */
  readonly source: string;
  readonly count: number;
  /** Flags of which some context gets another answer, by environment in the diff's order, then by flag. */
  readonly flags: readonly FlagSamples[];
}

export interface FlagSamples {
  readonly environment: string;
  readonly flag: string;
  /** How many of the contexts get another answer. */
  readonly changed: number;
  /** The most frequent first. */
  readonly moves: readonly SampleMove[];
}

export interface SampleMove {
  /** The variant; null: no value, as the flag is not there or cannot answer. The same on both sides: its value changed. */
  readonly from: string | null;
  readonly to: string | null;
  readonly count: number;
  /** The first few, by their names or places; never what they hold, which may be personal. */
  readonly examples: readonly string[];
}

export interface ApprovalsReport {
  readonly needed: readonly NeededApprovals[];
  /** Who cannot give them, as git knows them: whoever made the change. Anybody's text. */
  readonly authors: readonly string[];
}

export interface NeededApprovals {
  /** null: what only admins may let through. */
  readonly environment: string | null;
  readonly risk: RiskLevel | null;
  readonly needed: number;
  readonly roles: readonly string[];
  /** What is for admins. */
  readonly matters: readonly string[];
}
