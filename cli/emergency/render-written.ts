/** How a version that was written reached those who serve it, in words and as JSON. */
import type { CommandError } from '../command-error.ts';
import type { LiveReport } from '../publish/publish-report.ts';
import type { Delivery } from '../publish/sync-target.ts';
import { countOf, formatCount } from '../terminal/count.ts';
import { renderCommandError } from '../terminal/render-error.ts';
import type { Style } from '../terminal/style.ts';
import type { WrittenEmergency } from './write-emergency.ts';

/** ` on 3 of 3 evaluators after 0.3 s`; empty where none reports. */
export function liveText(live: LiveReport | null): string {
  if (live === null) return '';
  const { live: served, evaluators, elapsedMs } = live;
  return ` on ${formatCount(served)} of ${countOf(evaluators, 'evaluator')} after ${(elapsedMs / 1000).toFixed(1)} s`;
}

/** What went wrong once the version was written: each with what to type. */
export function writtenProblems(written: WrittenEmergency | null): CommandError[] {
  if (written === null) return [];
  const problems = [written.problem, ...written.deliveries.map(({ problem }) => problem)];
  return problems.filter((problem) => problem !== null);
}

/** For stderr: each problem, and that the truth is safe. Empty where there is none. */
export function renderProblems(problems: readonly CommandError[], hasWritten: boolean, style: Style): string {
  if (problems.length === 0) return '';
  const after = !hasWritten
    ? ''
    : problems.every(({ code }) => code === 'FF3012')
      ? '       what was written is in Postgres; whoever serves something newer does not take it\n'
      : '       what was written is in Postgres; evaluators that read it follow by themselves. Finish with: flagforge publish --resume\n';
  // Each once: a store that is down fails every environment alike.
  const texts = new Set(problems.map((problem) => renderCommandError(problem, style)));
  return `${[...texts].join('')}${after}`;
}

export function writtenJson(written: WrittenEmergency | null, live: LiveReport | null): object {
  return {
    audit: written?.entries ?? null,
    targets: (written?.deliveries ?? []).map(deliveryJson),
    evaluators:
      live === null
        ? null
        : { live: live.live, ahead: live.ahead, total: live.evaluators, elapsedMs: Math.round(live.elapsedMs) },
  };
}

function deliveryJson({ target, address, kind, outcome, version, problem }: Delivery): object {
  return { target, address, document: kind, outcome, version, ...problemJson(problem) };
}

export function problemJson(problem: CommandError | null): { error?: object } {
  if (problem === null) return {};
  const { code, message, hints } = problem;
  return { error: { code, message, hints } };
}
