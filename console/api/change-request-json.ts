import type { Snapshot } from '@flagforge/sdk/engine';
import type { JsonDiagnostic } from 'flagforge/diagnostics';
import type { EnvironmentDiff, ProjectDiff } from 'flagforge/diff';
import type { YamlEdit } from 'flagforge/edit';
import type { Demand } from 'flagforge/policy';
import type { FlagPairJson } from './flag-pair-json.ts';
import type { ProblemJson } from './problem-json.ts';

export interface ForgeUserJson {
  readonly identity: string | null;
  readonly kind: 'human' | 'bot';
  readonly name: string;
}

/** A change request in a list. */
export interface RequestRowJson {
  readonly number: number;
  readonly title: string;
  /** Markdown; anybody's text. */
  readonly body: string;
  /** Its page on the forge; null: the forge has none. */
  readonly url: string | null;
  readonly state: 'open' | 'merged' | 'closed';
  readonly branch: string;
  readonly base: string;
  readonly baseCommit: string;
  readonly head: string;
  readonly mergeCommit: string | null;
  readonly opener: ForgeUserJson;
  readonly proposer: ForgeUserJson | null;
  /** ISO 8601. */
  readonly openedAt: string;
  readonly updatedAt: string;
}

export interface ReviewJson {
  readonly by: ForgeUserJson;
  readonly verdict: 'approved' | 'changes-requested' | 'commented' | 'dismissed';
  /** The head that was looked at. */
  readonly commit: string;
  readonly at: string;
  readonly body: string;
}

export interface RequestFileJson {
  readonly path: string;
  readonly status: 'added' | 'modified' | 'removed';
  readonly previousPath: string | null;
  readonly isInProject: boolean;
  readonly before: string | null;
  readonly after: string | null;
}

export type DiffJson = Omit<ProjectDiff, 'environments'> & {
  readonly environments: readonly (EnvironmentDiff & { readonly summary: string })[];
};

/** Who has to agree, and who has. */
export interface CheckJson {
  readonly isApproved: boolean;
  readonly demands: readonly Demand[];
  readonly base: string | null;
  readonly conflicts: readonly string[];
  readonly forAdmins: readonly unknown[];
  readonly problem: ProblemJson | null;
}

/** A change request, whole. */
export interface RequestJson extends RequestRowJson {
  readonly commits: readonly {
    readonly commit: string;
    readonly authors: readonly { readonly identity: string | null; readonly name: string }[];
  }[];
  readonly reviews: readonly ReviewJson[];
  readonly files: readonly RequestFileJson[];
  readonly diff: DiffJson | null;
  /** Flags whose files differ, the first fifty; empty where a side has errors. */
  readonly flags: readonly FlagPairJson[];
  readonly mergeState:
    | { readonly kind: 'mergeable' | 'unknown' }
    | { readonly kind: 'conflicts'; readonly paths: readonly string[] }
    | null;
  readonly check: CheckJson | null;
}

/** A change of files of the project: whole texts (null: it goes), or edits of files that are there. */
export interface ChangeBody {
  readonly files?: readonly { readonly path: string; readonly text: string | null }[];
  readonly edits?: readonly { readonly path: string; readonly edits: readonly YamlEdit[] }[];
}

export interface PreviewBody extends ChangeBody {
  /** Default: the newest one. */
  readonly baseCommit?: string;
  /** Of what a snapshot is wanted. */
  readonly snapshots?: { readonly environment: string; readonly flag: string };
}

export interface PreviewJson {
  readonly baseCommit: string;
  readonly diagnostics: readonly JsonDiagnostic[];
  readonly failedTests: readonly {
    readonly file: string;
    readonly line: number;
    readonly name: string;
    readonly why: string;
  }[];
  /** Those that differ, as they are and as they would be; null: not there. */
  readonly files: readonly { readonly path: string; readonly before: string | null; readonly text: string | null }[];
  /** Environments that the change touches. */
  readonly touched: readonly string[];
  /** Who will have to agree, by the rules in force and by those that it brings, where they ask for more. */
  readonly demands: readonly Pick<Demand, 'environment' | 'needed' | 'roles'>[];
  readonly mayPropose: boolean;
  /** null: the change does not compile. */
  readonly diff: DiffJson | null;
  /** As it was asked for, today's kills over it; null: it was not, the change does not compile, or has no such flag there. */
  readonly snapshot: Snapshot | null;
  readonly flags: readonly FlagPairJson[];
}
