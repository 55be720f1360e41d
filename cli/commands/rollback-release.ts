import { CommandError } from '../command-error.ts';
import { requireReason } from '../emergency/ask.ts';
import { commandLine, commandLineWithReason } from '../emergency/command-words.ts';
import type { EmergencyTools } from '../emergency/emergency-tools.ts';
import { releaseHold } from '../emergency/release-hold.ts';
import type { RollbackOptions } from '../emergency/rollback-options.ts';
import { refusedReleaseJson, releaseJson, renderRelease } from '../emergency/rollback-report.ts';
import { writeProblems } from '../emergency/write-outcome.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { ProjectName } from '../project-name.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** `flagforge rollback --release`: the end of a hold. Exit 1 without the approvals that it needs. @see contract 6 */
export async function releaseRollback(
  terminal: Terminal,
  options: RollbackOptions,
  tools: EmergencyTools,
  where: { readonly project: ProjectName; readonly environment: string },
): Promise<ExitCode> {
  const typed = ['rollback', '--release', '--environment', where.environment];
  const isUnapproved = options.unapproved === true;
  const reason = options.reason?.trim() ?? null;
  if (isUnapproved) requireReason(options.reason, '--unapproved', commandLine([...typed, '--unapproved'], options));
  const byBreakGlass = commandLineWithReason([...typed, '--unapproved'], reason, options);
  const result = await releaseHold(tools, { ...where, isUnapproved, reason, byBreakGlass }).catch(async (error) => {
    if (options.json === true && error instanceof CommandError && error.exitCode === EXIT.findings)
      await terminal.out.write(`${JSON.stringify(refusedReleaseJson(where, reason, error), null, 2)}\n`);
    throw error;
  });
  const { style } = terminal.out;
  await terminal.out.write(
    options.json === true ? `${JSON.stringify(releaseJson(result, reason), null, 2)}\n` : renderRelease(result, style),
  );
  return writeProblems(terminal, [{ problem: null, written: result.report?.written ?? null }]);
}
