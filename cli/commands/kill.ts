import { codedError } from '../coded-error.ts';
import type { Words } from '../command-line/command.ts';
import { askToGoOn, canAsk, requireReason } from '../emergency/ask.ts';
import { commandLine, environmentWords } from '../emergency/command-words.ts';
import { type FollowUp, renderFollowUpProblem } from '../emergency/follow-up.ts';
import { applyKill } from '../emergency/kill-flag.ts';
import { effectsOfKill, type KillReport, killJson, renderKill, renderKillEnd } from '../emergency/kill-report.ts';
import { effectRows } from '../emergency/merge-effects.ts';
import { withEmergency } from '../emergency/open-emergency.ts';
import { namedByUndo, planKill } from '../emergency/plan-kill.ts';
import { writeProblems } from '../emergency/write-outcome.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { typedFlagKey } from '../flag-names.ts';
import type { ProjectOptions } from '../name-project.ts';
import { requestKill } from '../proposals/kill-request.ts';
import { renderColumns } from '../terminal/columns.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface KillOptions extends ProjectOptions {
  readonly environment?: readonly string[];
  readonly reason?: string;
  readonly yes?: true;
  /** false: no change request. */
  readonly request?: boolean;
  readonly json?: true;
}

/** `flagforge kill`: off now, with a reason, audited. Exit 0 also where it was off already. @see contract 6 */
export async function kill(terminal: Terminal, options: KillOptions, words: Words): Promise<ExitCode> {
  const typed = ['kill', String(words[0]), ...environmentWords(options.environment ?? null)];
  const reason = requireReason(options.reason, 'a kill', commandLine(typed, options));
  return withEmergency(terminal, options, async (tools, named) => {
    const { directory, ...project } = named;
    const flag = typedFlagKey(String(words[0]), terminal.cwd, directory);
    const plan = await planKill(tools, { project, flag, environments: options.environment ?? null, reason });
    const undo = commandLine(
      ['revive', flag, ...environmentWords(namedByUndo(plan, options.environment ?? null))],
      options,
    );
    const report: KillReport = { plan, environments: [], undo, now: terminal.now() };
    if (options.yes !== true && effectsOfKill(plan, 'turnsOn').length > 0)
      await agree(terminal, options, report, commandLine([...typed, '--reason', reason, '--yes'], options));
    const done: KillReport = { ...report, environments: await applyKill(tools, plan) };
    // Said at once: what follows may take its time.
    if (options.json !== true) await terminal.out.write(renderKill(done, terminal.out.style));
    const wanted = options.request !== false;
    await answer(terminal, options, done, wanted ? await requestKill(terminal, tools, named, done) : { kind: 'none' });
    return writeProblems(terminal, done.environments);
  });
}

async function answer(
  terminal: Terminal,
  { json }: KillOptions,
  report: KillReport,
  followUp: FollowUp | null,
): Promise<void> {
  const { out, err } = terminal;
  if (json === true) await out.write(`${JSON.stringify(killJson(report, followUp), null, 2)}\n`);
  else if (followUp !== null) await out.write(renderKillEnd(report, followUp, out.style));
  const byHand = `write it in git yourself:  killed: true  in ${report.plan.request.flag}.yaml`;
  if (followUp !== null) await err.write(renderFollowUpProblem(followUp, byHand, err.style));
}

/** Whether flags may be turned on: somebody is asked, or told what to type. @throws CommandError (2) unless they agree. */
async function agree(terminal: Terminal, options: KillOptions, report: KillReport, again: string): Promise<void> {
  const { flag } = report.plan.request;
  const effects = effectsOfKill(report.plan, 'turnsOn');
  const rows = renderColumns(effectRows(effects, report.now), '  ');
  if (canAsk(terminal, options)) {
    await terminal.err.write(`Killing ${flag} turns on:\n${rows.join('\n')}\n`);
    return askToGoOn(terminal, `Kill ${flag} all the same?`);
  }
  if (options.json === true) await answer(terminal, options, report, null);
  const names = [...new Set(effects.map((effect) => effect.flag))];
  const next = `nothing was written. To kill it all the same: ${again}`;
  throw codedError(EXIT.usage, 'FF3023', { flag, names }, ...rows, next);
}
