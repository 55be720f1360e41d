/** The whole protocol: each environment in one transaction, then the targets, then the anchor. @see contract 8 */
import { CommandError } from '../command-error.ts';
import type { Place } from '../targets/target.ts';
import { anchorHead } from './anchor-head.ts';
import { awaitEvaluators } from './await-evaluators.ts';
import { deliver } from './deliver.ts';
import type { PreparedVersion } from './prepare-version.ts';
import { publishEnvironment } from './publish-environment.ts';
import type { EnvironmentReport, PublishReport } from './publish-report.ts';
import type { PublishRequest } from './publish-request.ts';

/**
 * Publishes a commit to its environments, one after the other, each for itself: one that is refused does not stop the
 * others. What a target or the anchor lacks when this ends is in the report and in the outbox; the next publish, or
 * `publish --resume`, finishes it.
 *
 * Never rejects for what the outside world does once something was written: that is in the report, so that whoever reads
 * it knows what state things are in.
 */
export async function publishCommit(request: PublishRequest): Promise<PublishReport> {
  const { organization, project } = request.source.config;
  const environments: EnvironmentReport[] = [];
  const written: { readonly place: Place; readonly version: number }[] = [];
  let startedAt = performance.now();
  let failure: CommandError | null = null;
  for (const environment of request.environments) {
    request.onProgress?.(environment);
    const place = { organization, project, environment };
    if (failure !== null) {
      environments.push(failedReport(environment, failure));
      continue;
    }
    const done = await attempt(() => publishEnvironment(request, environment));
    if (done instanceof CommandError) {
      failure = done;
      environments.push(failedReport(environment, done));
      continue;
    }
    if (done.prepared !== null && !request.isDryRun) {
      startedAt = performance.now();
      written.push({ place, version: done.prepared.snapshot.version });
    }
    const delivered = request.isDryRun ? done.report : await carry(request, place, done.report, done.prepared);
    environments.push(delivered);
  }
  const anchor = request.isDryRun || failure !== null ? null : await anchorAll(request, organization);
  const live = await awaitEvaluators(request.targets, written, { startedAt });
  return {
    ...{ organization, project, commit: request.source.commit, isDryRun: request.isDryRun },
    ...{ environments, anchor, live },
  };
}

/** To the targets; those of an environment of which nothing changed are compared and repaired. */
async function carry(
  request: PublishRequest,
  place: Place,
  report: EnvironmentReport,
  prepared: PreparedVersion | null,
): Promise<EnvironmentReport> {
  const { environment } = place;
  const fresh =
    prepared === null
      ? null
      : { version: prepared.snapshot.version, hash: prepared.snapshot.hash, body: prepared.body };
  const deliveries = await attempt(() =>
    deliver(request.database, request.targets, place, fresh, (step) => request.onStep?.(step, environment)),
  );
  if (deliveries instanceof CommandError) return { ...report, problem: report.problem ?? deliveries };
  request.onStep?.('delivered', environment);
  return { ...report, deliveries };
}

async function anchorAll(request: PublishRequest, organization: string): Promise<PublishReport['anchor']> {
  const { writeAnchor, database, now } = request;
  if (writeAnchor === null) return null;
  const onStep = (): void => request.onStep?.('anchored', null);
  const done = await attempt(() => anchorHead(database, organization, writeAnchor, { now: now(), onStep }));
  return done instanceof CommandError ? { seq: '0', anchor: null, problem: done } : done;
}

/** What the outside world did is a value here: half of the work may be done. */
async function attempt<Result>(work: () => Promise<Result>): Promise<Result | CommandError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CommandError) return error;
    throw error;
  }
}

function failedReport(environment: string, problem: CommandError): EnvironmentReport {
  return {
    ...{ environment, outcome: 'failed', before: 0, version: 0, hash: null, changes: [], entries: null },
    ...{ approvals: [], approvalsNeeded: 0, isUnapproved: false, reason: null, settledKills: [], bytes: 0 },
    ...{ deliveries: [], problem, warnings: [] },
  };
}
