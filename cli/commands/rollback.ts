import { agreeToRollback } from '../emergency/agree-rollback.ts';
import { requireReason } from '../emergency/ask.ts';
import { commandLine } from '../emergency/command-words.ts';
import { type FollowUp, renderFollowUpProblem } from '../emergency/follow-up.ts';
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
import { type RollbackAnswer, renderHold, renderRollback, rollbackJson } from '../emergency/rollback-report.ts';
import { writeProblems } from '../emergency/write-outcome.ts';
import type { ExitCode } from '../exit-codes.ts';
import { requestRevert } from '../proposals/rollback-request.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { releaseRollback } from './rollback-release.ts';

/** `flagforge rollback`: an older version's content again, held; or the end of the hold. @see contract 6 */
export async function rollback(terminal: Terminal, options: RollbackOptions): Promise<ExitCode> {
  checkRollbackOptions(options);
  const version = options.to === undefined ? null : parseVersion(options.to);
  return withEmergency(terminal, options, async (tools, named) => {
    const { directory: _, ...project } = named;
    const environment = await chooseEnvironment(tools, project, options.environment);
    if (options.release === true) return releaseRollback(terminal, options, tools, { project, environment });
    if (version === null) throw await askForVersion(tools, project, environment);
    const typed = ['rollback', '--to', String(version), '--environment', environment];
    const reason = requireReason(options.reason, 'a rollback', commandLine(typed, options));
    const plan = await planRollback(tools, { project, environment, version, reason });
    const release = commandLine(['rollback', '--release', '--environment', environment], options);
    const answer: RollbackAnswer = { plan, report: null, release, now: terminal.now() };
    if (options.yes !== true)
      await agreeToRollback(terminal, options, answer, commandLine([...typed, '--reason', reason, '--yes'], options));
    const report = await applyRollback(tools, plan);
    const done: RollbackAnswer = { ...answer, report };
    // Said at once: what follows may take its time.
    if (options.json !== true) await terminal.out.write(renderRollback(done, terminal.out.style));
    const wanted = options.request !== false;
    await write(terminal, options, done, wanted ? await requestRevert(terminal, tools, named, plan) : { kind: 'none' });
    return writeProblems(terminal, [{ problem: null, written: report.written }]);
  });
}

async function write(
  { out, err }: Terminal,
  { json }: RollbackOptions,
  answer: RollbackAnswer,
  followUp: FollowUp,
): Promise<void> {
  if (json === true) await out.write(`${JSON.stringify(rollbackJson(answer, followUp), null, 2)}\n`);
  else await out.write(renderHold(answer, followUp, out.style));
  const byHand = 'revert it in git yourself: git revert';
  await err.write(renderFollowUpProblem(followUp, byHand, err.style));
}
