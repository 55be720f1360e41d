/** What a publish did, or would do. */
import type { CommandError } from '../command-error.ts';
import type { Change } from '../diff/change.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Approval } from '../identity/approvals.ts';
import type { WrittenAnchor } from './publish-request.ts';
import type { Delivery } from './sync-target.ts';

/**
 * `published`: a new version; `released`: one that ends a hold; `unchanged`: what is served is what the commit says;
 * `policy`: only who may change it changed; `refused`: not published, `problem` says why; `failed`: the outside world did,
 * and so for all that come after it.
 */
export type Outcome = 'published' | 'released' | 'unchanged' | 'policy' | 'refused' | 'failed';

export interface EnvironmentReport {
  readonly environment: string;
  readonly outcome: Outcome;
  /** What was served before; 0: nothing. */
  readonly before: number;
  /** What is served now, or would be. */
  readonly version: number;
  readonly hash: string | null;
  readonly changes: readonly Change[];
  /** Of the audit log; null where nothing was written. */
  readonly entries: { readonly first: string; readonly last: string } | null;
  readonly approvals: readonly Approval[];
  /** How many were asked for. */
  readonly approvalsNeeded: number;
  readonly isUnapproved: boolean;
  readonly reason: string | null;
  /** Flags whose kill ends here, because the commit turns them off itself. */
  readonly settledKills: readonly string[];
  /** UTF-8 bytes of the snapshot; 0 where none was made. */
  readonly bytes: number;
  readonly deliveries: readonly Delivery[];
  readonly problem: CommandError | null;
  readonly warnings: readonly CommandError[];
}

export interface AnchorReport {
  readonly seq: string;
  /** null when it failed. */
  readonly anchor: WrittenAnchor | null;
  readonly problem: CommandError | null;
}

/** How many evaluators serve all that was published, of how many that reported lately. */
export interface LiveReport {
  readonly live: number;
  /** How many serve something newer than Postgres has, and take nothing until it has passed that. */
  readonly ahead: number;
  readonly evaluators: number;
  readonly elapsedMs: number;
}

export interface PublishReport {
  readonly organization: string;
  readonly project: string;
  readonly commit: string;
  readonly isDryRun: boolean;
  readonly environments: readonly EnvironmentReport[];
  /** null where nothing waits to be anchored, or there is no git. */
  readonly anchor: AnchorReport | null;
  readonly live: LiveReport | null;
}

/** 3 when something failed, else 1 when something was refused or a target is ahead, else 0. */
export function exitCodeOf({ environments, anchor }: Pick<PublishReport, 'environments' | 'anchor'>): ExitCode {
  const problems = [...environments.flatMap(problemsOf), anchor?.problem ?? null];
  const codes = problems.flatMap((problem) => (problem === null ? [] : [problem.exitCode]));
  return codes.length === 0 ? EXIT.clean : (Math.max(...codes) as ExitCode);
}

const problemsOf = ({ problem, deliveries }: EnvironmentReport): (CommandError | null)[] => [
  problem,
  ...deliveries.map((delivery) => delivery.problem),
];
