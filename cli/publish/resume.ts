/** `publish --resume`: finishes what an earlier publish, kill or rollback could not. */
import type { CommandError } from '../command-error.ts';
import type { Database } from '../database/database.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Target } from '../targets/target.ts';
import { anchorHead } from './anchor-head.ts';
import type { AnchorReport } from './publish-report.ts';
import type { WriteAnchor } from './publish-request.ts';
import { type ReconciledEnvironment, reconcile } from './reconcile.ts';

export interface ResumeRequest {
  readonly database: Database;
  readonly targets: readonly Target[];
  readonly organization: string;
  readonly project: string;
  readonly writeAnchor: WriteAnchor | null;
  /** The wall clock, UTC epoch ms. */
  readonly now: () => number;
}

export interface ResumeReport {
  readonly organization: string;
  readonly project: string;
  readonly environments: readonly ReconciledEnvironment[];
  /** null where nothing waited. */
  readonly anchor: AnchorReport | null;
}

/** @throws CommandError (3) when Postgres cannot be reached. What targets and git do is in the report. */
export async function resume(request: ResumeRequest): Promise<ResumeReport> {
  const { database, targets, organization, project, writeAnchor, now } = request;
  const environments = await reconcile(database, targets, { organization, project });
  const anchor = writeAnchor === null ? null : await anchorHead(database, organization, writeAnchor, { now: now() });
  return { organization, project, environments, anchor };
}

/** 3 when a target or the anchor failed, 1 when a target is ahead, else 0. */
export function resumeExitCode({ environments, anchor }: ResumeReport): ExitCode {
  const problems = [...environments.flatMap(({ deliveries }) => deliveries), anchor].map(
    (part) => part?.problem ?? null,
  );
  const codes = problems.flatMap((problem: CommandError | null) => (problem === null ? [] : [problem.exitCode]));
  return codes.length === 0 ? EXIT.clean : (Math.max(...codes) as ExitCode);
}
