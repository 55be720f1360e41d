import type { Database } from '../database/database.ts';
import type { EvaluatorReport, Place, Target } from '../targets/target.ts';
import type { LiveReport } from './publish-report.ts';

/** A version that was published just now. */
export interface AwaitedVersion {
  readonly place: Place;
  readonly version: number;
  readonly hash: string;
}

export interface AwaitOptions {
  /** Default 2,000 ms. */
  readonly patienceMs?: number;
  /** When the versions were written, by `performance.now()`. */
  readonly startedAt: number;
}

const PATIENCE_MS = 2_000;
const POLL_MS = 25;

/** How an evaluator stands to what is awaited, from the best to the worst. */
const STANDINGS = ['live', 'behind', 'ahead'] as const;
type Standing = (typeof STANDINGS)[number];

/**
 * Waits until every evaluator that reported lately serves all of these versions, or newer ones that Postgres has; not
 * longer than people like to wait. One that is ahead of Postgres, because that was restored from a backup, takes nothing
 * of what was written and is not waited for. null where no evaluator reports: there is nothing to wait for, or to say.
 */
export async function awaitEvaluators(
  database: Database,
  targets: readonly Target[],
  awaited: readonly AwaitedVersion[],
  { patienceMs = PATIENCE_MS, startedAt }: AwaitOptions,
): Promise<LiveReport | null> {
  if (targets.length === 0 || awaited.length === 0) return null;
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const standings = await loadStandings(database, targets, awaited);
    const evaluators = standings.length;
    if (evaluators === 0) return null;
    const count = (wanted: Standing): number => standings.filter((standing) => standing === wanted).length;
    const now = performance.now();
    if (count('behind') === 0 || now >= deadline)
      return { live: count('live'), ahead: count('ahead'), evaluators, elapsedMs: now - startedAt };
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** Of each evaluator the worst over the environments: it is live when it serves what was published in each of them. */
async function loadStandings(
  database: Database,
  targets: readonly Target[],
  awaited: readonly AwaitedVersion[],
): Promise<readonly Standing[]> {
  const standings = new Map<string, Standing>();
  for (const target of targets) {
    for (const wanted of awaited) {
      // Redis may have gone down since: then nobody can be counted, and what was published stays published.
      const reports = await target.evaluators(wanted.place).catch((): readonly EvaluatorReport[] => []);
      // Only now, so that whoever serves a version of the truth is never found to be ahead of it.
      const isPassed = reports.some(({ version }) => version > wanted.version);
      const newest = isPassed ? await loadVersion(database, wanted.place) : wanted.version;
      for (const report of reports) {
        const here = standingOf(report, wanted, newest);
        const known = standings.get(report.id) ?? 'live';
        standings.set(report.id, STANDINGS.indexOf(here) > STANDINGS.indexOf(known) ? here : known);
      }
    }
  }
  return [...standings.values()];
}

/** @param newest what Postgres is at. */
function standingOf(report: EvaluatorReport, wanted: AwaitedVersion, newest: number): Standing {
  if (report.version > newest) return 'ahead';
  // Another one of the same number is from before a restore as well; Postgres is believed as soon as it is asked.
  return report.version > wanted.version || report.hash === wanted.hash ? 'live' : 'behind';
}

/** What Postgres is at; 0 where it cannot be asked: then nobody is known to serve what was published. */
async function loadVersion(database: Database, { organization, project, environment }: Place): Promise<number> {
  const rows = await database
    .transaction({ as: 'publisher', organization, isReadOnly: true }, (tx) =>
      tx.query<{ version: number }>(
        'select version from flagforge.environments where organization = $1 and project = $2 and environment = $3',
        [organization, project, environment],
      ),
    )
    .catch(() => []);
  return rows[0]?.version ?? 0;
}
