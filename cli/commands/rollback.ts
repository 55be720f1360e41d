import { codedError } from '../coded-error.ts';
import { askToGoOn, canAsk, requireReason } from '../emergency/ask.ts';
import { commandLine } from '../emergency/command-words.ts';
import { withEmergency } from '../emergency/open-emergency.ts';
import { planRollback } from '../emergency/plan-rollback.ts';
import { applyRollback } from '../emergency/roll-back.ts';
import {
  askForVersion,
  checkRollbackOptions,
  chooseEnvironment,
  parseVersion,
  type RollbackOptions,
} from '../emergency/rollback-options.ts';
import {
  countChanges,
  type RollbackAnswer,
  renderRollback,
  rollbackJson,
  rollbackLines,
} from '../emergency/rollback-report.ts';
import { writeProblems } from '../emergency/write-outcome.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { releaseRollback } from './rollback-release.ts';

/** `flagforge rollback`: an older version's content again, held; or the end of the hold. @see contract 6 */
export async function rollback(terminal: Terminal, options: RollbackOptions): Promise<ExitCode> {
  checkRollbackOptions(options);
  const version = options.to === undefined ? null : parseVersion(options.to);
  return withEmergency(terminal, options, async (tools, { directory: _, ...project }) => {
    const environment = await chooseEnvironment(tools, project, options.environment);
    if (options.release === true) return releaseRollback(terminal, options, tools, { project, environment });
    if (version === null) throw await askForVersion(tools, project, environment);
    const typed = ['rollback', '--to', String(version), '--environment', environment];
    const reason = requireReason(options.reason, 'a rollback', commandLine(typed, options));
    const plan = await planRollback(tools, { project, environment, version, reason });
    const release = commandLine(['rollback', '--release', '--environment', environment], options);
    const answer: RollbackAnswer = { plan, report: null, release, now: terminal.now() };
    if (options.yes !== true)
      await agree(terminal, options, answer, commandLine([...typed, '--reason', reason, '--yes'], options));
    const report = await applyRollback(tools, plan);
    await write(terminal, options, { ...answer, report });
    return writeProblems(terminal, [{ problem: null, written: report.written }]);
  });
}

const write = ({ out }: Terminal, { json }: RollbackOptions, answer: RollbackAnswer): Promise<void> =>
  out.write(json === true ? `${JSON.stringify(rollbackJson(answer), null, 2)}\n` : renderRollback(answer, out.style));

/** @throws CommandError (2) unless somebody says yes. */
async function agree(
  terminal: Terminal,
  options: RollbackOptions,
  answer: RollbackAnswer,
  again: string,
): Promise<void> {
  const { plan, now } = answer;
  const { environment, version } = plan.request;
  const lines = rollbackLines(plan, now, terminal.err.style);
  if (canAsk(terminal, options)) {
    await terminal.err.write(`${lines.join('\n')}\n`);
    return askToGoOn(terminal, `Roll ${environment} back to v${version}?`);
  }
  if (options.json === true) await write(terminal, options, answer);
  const args = { environment, version, changes: countChanges(plan.changes) };
  const next = `nothing was written. To go back: ${again}`;
  throw codedError(EXIT.usage, 'FF3033', args, ...lines.slice(1), next);
}
