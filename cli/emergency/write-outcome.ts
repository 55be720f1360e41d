import type { CommandError } from '../command-error.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { renderProblems, writtenProblems } from './render-written.ts';
import type { WrittenEmergency } from './write-emergency.ts';

/** What became of one environment. */
export interface EmergencyOutcome {
  /** Why nothing was written; or, where something was, what failed after it. */
  readonly problem: CommandError | null;
  /** null: nothing was written. */
  readonly written: WrittenEmergency | null;
}

/**
 * Says on stderr what went wrong: what was refused, and what is not finished. Answers with the worst of it as exit code:
 * 3 the outside world, 2 a name that is not there, 1 refused, 0.
 */
export async function writeProblems(terminal: Terminal, outcomes: readonly EmergencyOutcome[]): Promise<ExitCode> {
  const refused = outcomes.flatMap(({ problem, written }) => (problem === null || written !== null ? [] : [problem]));
  const unfinished = outcomes.flatMap(({ written }) => writtenProblems(written));
  const { style } = terminal.err;
  await terminal.err.write(renderProblems(refused, false, style) + renderProblems(unfinished, true, style));
  const codes = [...refused, ...unfinished].map(({ exitCode }) => exitCode);
  return codes.length === 0 ? EXIT.clean : (Math.max(...codes) as ExitCode);
}
