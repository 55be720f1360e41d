/** How a version that was written reached those who serve it, in words and as JSON. */
import type { CommandError } from '../command-error.ts';
import { deliveryJson, liveJson } from '../publish/delivery-json.ts';
import type { LiveReport } from '../publish/publish-report.ts';
import { liveText } from '../publish/report-rows.ts';
import { renderCommandError } from '../terminal/render-error.ts';
import type { Style } from '../terminal/style.ts';
import type { WrittenEmergency } from './write-emergency.ts';

/** ` on 3 of 3 evaluators after 0.3 s`; empty where none reports. */
export function servedOn(live: LiveReport | null): string {
  return live === null ? '' : ` ${liveText(live)}`;
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
    evaluators: liveJson(live),
  };
}
