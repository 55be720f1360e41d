/** Tells what a publish did: the summary on stdout, warnings and problems on stderr. */
import { CommandError } from '../command-error.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { renderCommandError } from '../terminal/render-error.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { exitCodeOf, type PublishReport } from './publish-report.ts';
import { renderReport } from './render-report.ts';
import { renderResumed } from './render-resumed.ts';
import { reportJson, resumedJson } from './report-json.ts';
import { type ResumeReport, resumeExitCode } from './resume.ts';
import type { Delivery } from './sync-target.ts';

export interface ReportOptions {
  readonly json?: true;
  readonly verbose?: true;
}

/** Answers with the exit code. */
export async function writeReport(
  terminal: Terminal,
  report: PublishReport,
  options: ReportOptions,
  elapsedMs: number,
): Promise<ExitCode> {
  const { style } = terminal.out;
  await terminal.out.write(
    options.json === true
      ? `${JSON.stringify(reportJson(report, elapsedMs), null, 2)}\n`
      : renderReport(report, { style, isVerbose: options.verbose === true, elapsedMs }),
  );
  const { environments, anchor } = report;
  for (const { code, message, hints } of environments.flatMap(({ warnings }) => warnings))
    await terminal.err.write(
      `${terminal.err.style.yellow('warning')}  ${code}  ${message}\n         ${hints.join('\n         ')}\n`,
    );
  const problems = environments.flatMap(({ problem, deliveries }) => [problem, ...deliveries.map(undelivered)]);
  await writeProblems(
    terminal,
    [...problems, anchor?.problem ?? null].map((problem) => withState(problem, report)),
  );
  return exitCodeOf(report);
}

/** Answers with the exit code. */
export async function writeResumed(
  terminal: Terminal,
  report: ResumeReport,
  options: ReportOptions,
  elapsedMs: number,
): Promise<ExitCode> {
  const { style } = terminal.out;
  await terminal.out.write(
    options.json === true
      ? `${JSON.stringify(resumedJson(report, elapsedMs), null, 2)}\n`
      : renderResumed(report, { style, elapsedMs }),
  );
  const problems = report.environments.flatMap(({ deliveries }) => deliveries.map(undelivered));
  await writeProblems(terminal, [...problems, report.anchor?.problem ?? null]);
  return resumeExitCode(report);
}

/** Of a target that failed: the truth is written, and how to finish. */
function undelivered({ problem, outcome }: Delivery): CommandError | null {
  if (problem === null || outcome !== 'failed' || problem.exitCode !== EXIT.outside) return problem;
  const next = 'Postgres is written and complete. Finish when it is back with: flagforge publish --resume';
  return new CommandError(problem.exitCode, problem.message, [...problem.hints, next], problem.code);
}

/** Each once: a store that is down fails every environment alike. */
async function writeProblems(terminal: Terminal, problems: readonly (CommandError | null)[]): Promise<void> {
  const texts = problems.flatMap((problem) =>
    problem === null ? [] : [renderCommandError(problem, terminal.err.style)],
  );
  for (const text of new Set(texts)) await terminal.err.write(text);
}

/** Of a store that failed half way it matters what is written by now, and what to type next. */
function withState(problem: CommandError | null, { environments }: PublishReport): CommandError | null {
  const failed = environments.filter(({ outcome }) => outcome === 'failed');
  if (problem === null || !failed.some((environment) => environment.problem === problem)) return problem;
  const written = environments.flatMap(({ environment, entries, version }) =>
    entries === null ? [] : [`${environment} v${version}`],
  );
  const state =
    written.length === 0 ? 'nothing was published' : `written and complete in Postgres: ${written.join(', ')}`;
  const next = `publish again; it finds out what is there: flagforge publish`;
  return new CommandError(problem.exitCode, problem.message, [...problem.hints, state, next], problem.code);
}
