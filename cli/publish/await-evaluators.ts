import type { EvaluatorReport, Place, Target } from '../targets/target.ts';
import type { LiveReport } from './publish-report.ts';

/** A version that was published just now. */
export interface AwaitedVersion {
  readonly place: Place;
  readonly version: number;
}

export interface AwaitOptions {
  /** Default 2,000 ms. */
  readonly patienceMs?: number;
  /** When the versions were written, by `performance.now()`. */
  readonly startedAt: number;
}

const PATIENCE_MS = 2_000;
const POLL_MS = 25;

/**
 * Waits until every evaluator that reported lately serves all of these versions, or newer ones; not longer than people
 * like to wait. null where no evaluator reports: there is nothing to wait for, and nothing to say.
 */
export async function awaitEvaluators(
  targets: readonly Target[],
  awaited: readonly AwaitedVersion[],
  { patienceMs = PATIENCE_MS, startedAt }: AwaitOptions,
): Promise<LiveReport | null> {
  if (targets.length === 0 || awaited.length === 0) return null;
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const { live, evaluators } = await countLive(targets, awaited);
    if (evaluators === 0) return null;
    const now = performance.now();
    if (live === evaluators || now >= deadline) return { live, evaluators, elapsedMs: now - startedAt };
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** An evaluator of several environments is live when it serves what was published in each of them. */
async function countLive(
  targets: readonly Target[],
  awaited: readonly AwaitedVersion[],
): Promise<{ live: number; evaluators: number }> {
  const isLive = new Map<string, boolean>();
  for (const target of targets) {
    for (const { place, version } of awaited) {
      // Redis may have gone down since: then nobody can be counted, and what was published stays published.
      const reports = await target.evaluators(place).catch((): readonly EvaluatorReport[] => []);
      for (const report of reports) {
        isLive.set(report.id, (isLive.get(report.id) ?? true) && report.version >= version);
      }
    }
  }
  const values = [...isLive.values()];
  return { live: values.filter(Boolean).length, evaluators: values.length };
}
