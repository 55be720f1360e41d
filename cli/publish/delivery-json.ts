/** How what was written reached those who serve it, as every command's `--json` says it. */
import type { CommandError } from '../command-error.ts';
import type { LiveReport } from './publish-report.ts';
import type { Delivery } from './sync-target.ts';

export function deliveryJson({ target, address, kind, outcome, version, elapsedMs, problem }: Delivery): object {
  return {
    ...{ target, address, document: kind, outcome, version, elapsedMs: Math.round(elapsedMs) },
    ...problemJson(problem),
  };
}

/** null: no evaluator reports. */
export function liveJson(live: LiveReport | null): object | null {
  if (live === null) return null;
  return { live: live.live, ahead: live.ahead, total: live.evaluators, elapsedMs: Math.round(live.elapsedMs) };
}

/** To be spread: a member `error`, or none. */
export function problemJson(problem: CommandError | null): { error?: object } {
  if (problem === null) return {};
  const { code, message, hints } = problem;
  return { error: { code, message, hints } };
}
