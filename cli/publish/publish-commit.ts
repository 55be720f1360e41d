/** The whole protocol: each environment in one transaction, then the targets, then the anchor. @see contract 8 */
import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import type { Place } from '../targets/target.ts';
import { anchorHead } from './anchor-head.ts';
import { type AwaitedVersion, awaitEvaluators } from './await-evaluators.ts';
import { deliver, type KnownSnapshot } from './deliver.ts';
import { type PublishedEnvironment, publishEnvironment } from './publish-environment.ts';
import type { EnvironmentReport, PublishReport } from './publish-report.ts';
import type { History, PublishRequest } from './publish-request.ts';

/**
 * Publishes a commit to its environments, one after the other, each for itself: one that is refused does not stop the
 * others. What a target or the anchor lacks when this ends is in the report and in the outbox; the next publish, or
 * `publish --resume`, finishes it.
 *
 * Never rejects for what the outside world does once something was written: that is in the report, so that whoever reads
 * it knows what state things are in.
 */
export async function publishCommit(given: PublishRequest): Promise<PublishReport> {
  const request = { ...given, source: { ...given.source, history: remembering(given.source.history) } };
  const { organization, project } = request.source.config;
  const environments: EnvironmentReport[] = [];
  const written: AwaitedVersion[] = [];
  let startedAt = performance.now();
  let failure: CommandError | null = null;
  for (const environment of request.environments) {
    request.onProgress?.(environment);
    const place = { organization, project, environment };
    if (failure !== null) {
      environments.push(unreadReport(environment, failure));
      continue;
    }
    const done = await attempt(() => publishEnvironment(request, environment));
    if (done instanceof CommandError) {
      // A store that is away is away for the others too.
      if (done.exitCode === EXIT.outside) failure = done;
      environments.push(unreadReport(environment, done));
      continue;
    }
    if (done.prepared !== null && !request.isDryRun) {
      startedAt = performance.now();
      const { version, hash } = done.prepared.snapshot;
      written.push({ place, version, hash });
    }
    const delivered = request.isDryRun ? done.report : await carry(request, place, done);
    environments.push(delivered);
  }
  // Neither waits for the other: a remote may be slow, and evaluators take what they see.
  const [anchor, live] = await Promise.all([
    request.isDryRun || failure !== null ? null : anchorAll(request, organization),
    awaitEvaluators(request.database, request.deliverTo ?? request.targets, written, { startedAt }),
  ]);
  return {
    ...{ organization, project, commit: request.source.commit, isDryRun: request.isDryRun },
    ...{ environments, anchor, live },
  };
}

/** To the targets; those of an environment of which nothing changed are compared and repaired. */
async function carry(request: PublishRequest, place: Place, done: PublishedEnvironment): Promise<EnvironmentReport> {
  const { report } = done;
  const { environment } = place;
  const deliveries = await attempt(() =>
    deliver(request.database, request.deliverTo ?? request.targets, place, knownSnapshot(done), (step) =>
      request.onStep?.(step, environment),
    ),
  );
  if (deliveries instanceof CommandError) return { ...report, problem: report.problem ?? deliveries };
  request.onStep?.('delivered', environment);
  return { ...report, deliveries };
}

/** What is served now, where it is at hand: it need not be read again. */
function knownSnapshot({ prepared, before }: PublishedEnvironment): KnownSnapshot | null {
  if (prepared !== null) {
    const { snapshot, body } = prepared;
    return { version: snapshot.version, hash: snapshot.hash, body };
  }
  if (before === null || before.hash === null || before.body === null) return null;
  return { version: before.version, hash: before.hash, body: before.body, isNew: false };
}

async function anchorAll(request: PublishRequest, organization: string): Promise<PublishReport['anchor']> {
  const { writeAnchor, database, now } = request;
  if (writeAnchor === null) return null;
  const onStep = (): void => request.onStep?.('anchored', null);
  const done = await attempt(() => anchorHead(database, organization, writeAnchor, { now: now(), onStep }));
  return done instanceof CommandError ? { seq: '0', anchor: null, problem: done } : done;
}

/** Environments mostly have the same commit published: git is asked once about each. */
function remembering(history: History): History {
  const answers = new Map<string, Promise<boolean>>();
  const once = (key: string, ask: () => Promise<boolean>): Promise<boolean> => {
    const answer = answers.get(key) ?? ask();
    answers.set(key, answer);
    return answer;
  };
  return {
    has: (commit) => once(commit, () => history.has(commit)),
    isAncestor: (older, newer) => once(`${older} ${newer}`, () => history.isAncestor(older, newer)),
  };
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

/** Of an environment of which not even the version is known. */
function unreadReport(environment: string, problem: CommandError): EnvironmentReport {
  const outcome = problem.exitCode === EXIT.outside ? 'failed' : 'refused';
  return {
    ...{ environment, outcome, before: 0, version: 0, hash: null, changes: [], entries: null },
    ...{ approvals: [], approvalsNeeded: 0, isUnapproved: false, reason: null, settledKills: [], bytes: 0 },
    ...{ deliveries: [], problem, warnings: [] },
  };
}
