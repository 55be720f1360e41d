import { codedError } from '../coded-error.ts';
import { usageError } from '../command-error.ts';
import type { Words } from '../command-line/command.ts';
import { requireReason } from '../emergency/ask.ts';
import { commandLine, commandLineWithReason, environmentWords } from '../emergency/command-words.ts';
import { withEmergency } from '../emergency/open-emergency.ts';
import { planRevive } from '../emergency/plan-revive.ts';
import { applyRevive } from '../emergency/revive-flag.ts';
import { renderRevive, reviveJson } from '../emergency/revive-report.ts';
import { writeProblems } from '../emergency/write-outcome.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { typedFlagKey } from '../flag-names.ts';
import type { ProjectOptions } from '../name-project.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface ReviveOptions extends ProjectOptions {
  readonly environment?: readonly string[];
  readonly unapproved?: true;
  readonly reason?: string;
  readonly json?: true;
}

/** `flagforge revive`: takes a kill away. Exit 1 without the approvals that it needs. @see contract 6 */
export async function revive(terminal: Terminal, options: ReviveOptions, words: Words): Promise<ExitCode> {
  const typed = ['revive', String(words[0]), ...environmentWords(options.environment ?? null)];
  const isUnapproved = options.unapproved === true;
  if (isUnapproved) requireReason(options.reason, '--unapproved', commandLine([...typed, '--unapproved'], options));
  if (options.reason?.trim() === '') throw usageError('--reason is empty', 'say why, or leave it out');
  return withEmergency(terminal, options, async (tools, { directory, ...project }) => {
    const flag = typedFlagKey(String(words[0]), terminal.cwd, directory);
    const plan = await planRevive(tools, {
      ...{ project, flag, environments: options.environment ?? null, isUnapproved },
      reason: options.reason?.trim() ?? null,
      byBreakGlass: commandLineWithReason([...typed, '--unapproved'], options.reason?.trim() ?? null, options),
    });
    const environments = await applyRevive(tools, plan);
    const report = { plan, environments, now: terminal.now() };
    const { style } = terminal.out;
    await terminal.out.write(
      options.json === true ? `${JSON.stringify(reviveJson(report), null, 2)}\n` : renderRevive(report, style),
    );
    const code = await writeProblems(terminal, environments);
    const byFile = environments.filter(({ outcome, isKilledByCommit }) => outcome === 'not-killed' && isKilledByCommit);
    if (code !== EXIT.clean || byFile.length === 0) return code;
    // Whoever revives wants it on, and it is not.
    throw codedError(EXIT.findings, 'FF3028', { flag, environments: byFile.map(({ environment }) => environment) });
  });
}
