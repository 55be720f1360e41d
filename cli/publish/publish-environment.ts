/** Publishes a commit to one environment: plan, ask who agreed, and one transaction that writes all or nothing. */
import { codedError } from '../coded-error.ts';
import { CommandError } from '../command-error.ts';
import type { Database, Transaction } from '../database/database.ts';
import { type Origin, readOrigin } from '../database/project-origin.ts';
import { EXIT } from '../exit-codes.ts';
import type { ApprovalAnswer, ApprovalQuestion } from '../identity/approvals.ts';
import { type Policy, policyOf, strictestPolicy } from '../identity/policy.ts';
import type { Place } from '../targets/target.ts';
import { type ApprovalDecision, decideApproval } from './decide-approval.ts';
import { ensureEnvironment } from './ensure-environment.ts';
import { moveTip, type NextTip } from './move-tip.ts';
import { type EnvironmentPlan, type Lineage, planEnvironment, shortCommit } from './plan-environment.ts';
import { LARGE_BODY_BYTES, type PreparedVersion, prepareVersion, toMegabytes } from './prepare-version.ts';
import type { EnvironmentReport } from './publish-report.ts';
import type { PublishRequest } from './publish-request.ts';
import { lockEnvironment, type Published, readPublished, readVersion } from './read-published.ts';
import { insertVersion } from './write-version.ts';

/** What was written, for whoever carries it on. */
export interface PublishedEnvironment {
  readonly report: EnvironmentReport;
  /** null where no version was written. */
  readonly prepared: PreparedVersion | null;
  /** What was served when it was looked at; null where that is not known any more. */
  readonly before: Published | null;
}

/** Everything that is worked out before the transaction. */
interface Draft {
  readonly before: Published;
  readonly policy: Policy;
  readonly plan: EnvironmentPlan;
  /** null where nobody needs to agree. */
  readonly decision: ApprovalDecision | null;
  readonly prepared: PreparedVersion | null;
}

/** Somebody else changed the environment between the plan and the lock. */
class Overtaken extends Error {
  override readonly name = 'Overtaken';
}

/** How often it is planned anew because somebody else moved the environment on without a new version. */
const ATTEMPTS = 5;

/**
 * Never rejects for what is refused: that is in the report. Whoever loses the race for a version plans once more on what
 * is served by then: either there is nothing left to do, or it is told who was faster.
 * @throws CommandError (3) when Postgres or git fails; nothing of this environment was written then.
 */
export async function publishEnvironment(request: PublishRequest, environment: string): Promise<PublishedEnvironment> {
  const { organization, project } = request.source.config;
  const place: Place = { organization, project, environment };
  let first: Published | null = null;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const draft = await draftVersion(request, place);
    request.onStep?.('planned', environment);
    if (first !== null && first.version !== draft.before.version && draft.prepared !== null)
      return refused(draft.before, await lostRace(request.database, draft.before));
    first ??= draft.before;
    if (request.isDryRun || !isToBeWritten(draft))
      return { report: reportOf(draft, null), prepared: null, before: draft.before };
    try {
      const entries = await apply(request, draft);
      request.onStep?.('committed', environment);
      return { report: reportOf(draft, entries), prepared: draft.prepared, before: draft.before };
    } catch (error) {
      if (error instanceof CommandError && error.exitCode !== EXIT.outside) return refused(draft.before, error);
      if (!(error instanceof Overtaken)) throw error;
    }
  }
  const { before } = await draftVersion(request, place);
  return refused(before, await lostRace(request.database, before));
}

const isToBeWritten = ({ plan, decision }: Draft): boolean => {
  if (plan.kind === 'refused' || decision?.problem != null) return false;
  return plan.kind !== 'unchanged' || plan.isTipBehind;
};

async function draftVersion(request: PublishRequest, place: Place): Promise<Draft> {
  const { source, database, publisher } = request;
  const compiled = source.snapshots.get(place.environment);
  if (compiled === undefined) throw new TypeError(`${place.environment} was not compiled`);
  const policy = policyOf(source.config, place.environment);
  const { before, withdrawn, origin } = await reading(database, place, async (tx) => {
    const published = await readPublished(tx, place);
    const hold = published.overlays.find(({ kind }) => kind === 'hold');
    return {
      before: published,
      origin: await readOrigin(tx, place),
      withdrawn: hold?.kind === 'hold' ? await readVersion(tx, place, hold.version) : null,
    };
  });
  const draft = { before, policy, decision: null, prepared: null };
  const foreign = refuseOrigin(request, place, origin ?? request.origin);
  if (foreign !== null) return { ...draft, plan: { kind: 'refused', problem: foreign } };
  const lineage = await lineageOf(request, before);
  const { expectVersion } = request;
  const plan = planEnvironment({
    ...{ before, compiled, policy, lineage, withdrawn, expectVersion },
    commit: source.commit,
  });
  if (plan.kind === 'refused' || plan.kind === 'unchanged') return { ...draft, plan };
  const question = {
    place,
    rules: { published: before.policy, commit: policy },
    commit: source.commit,
    published: before.tip,
    directory: before.directory,
    ...strictestPolicy(before.policy, policy),
  };
  const decision = decideApproval({
    question,
    answer: await askApprovals(request, question),
    isUnapproved: request.isUnapproved,
    reason: request.reason,
    mayBreakGlass: [before.policy ?? policy, policy].every((rules) =>
      publisher.mayBreakGlass(rules, place.environment),
    ),
    breakGlass: policy.breakGlass,
  });
  if (plan.kind === 'policy' || decision.problem !== null) return { ...draft, plan, decision };
  try {
    return { ...draft, plan, decision, prepared: prepare(request, before, policy, plan, decision) };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { ...draft, plan: { kind: 'refused', problem: error } };
  }
}

/** By break-glass, reviews that nobody can read are none: an emergency does not wait for the forge. */
async function askApprovals(
  { approvals, isUnapproved }: PublishRequest,
  question: ApprovalQuestion,
): Promise<ApprovalAnswer> {
  try {
    return await approvals.approvalsOf(question);
  } catch (error) {
    if (!isUnapproved || !(error instanceof CommandError) || error.exitCode !== EXIT.outside) throw error;
    const needed = Math.max(1, question.approvals);
    return { kind: 'judged', isMet: false, needed, approvals: [], changeRequest: null, missing: [error.message] };
  }
}

/** Commits that were reviewed and saves that were not never mix in one project. */
function refuseOrigin({ origin }: PublishRequest, { project }: Place, known: Origin): CommandError | null {
  if (known === origin) return null;
  const from = known === 'dev' ? 'flagforge dev, from files that nobody reviewed' : 'a repository';
  return codedError(EXIT.usage, 'FF3007', { project, origin: from });
}

function prepare(
  request: PublishRequest,
  before: Published,
  policy: Policy,
  plan: EnvironmentPlan & { readonly kind: 'version' },
  decision: ApprovalDecision,
): PreparedVersion {
  const { source, targets, sign, reason, publisher } = request;
  const { commit, directory, snapshots } = source;
  const content = snapshots.get(before.place.environment);
  if (content === undefined) throw new TypeError(`${before.place.environment} was not compiled`);
  const { approvals, changeRequest, isUnapproved } = decision;
  const actor = publisher.actor(before.policy ?? policy);
  return prepareVersion(
    before,
    {
      ...{ action: plan.action, content, overlays: plan.overlays, commit, tip: commit, directory, policy },
      ...{ approvals, changeRequest, isUnapproved, reason, actor },
    },
    { sign, targets: targets.flatMap(({ name }) => (name === 'bus' ? [] : [name])) },
  );
}

async function lineageOf({ source }: PublishRequest, { tip }: Published): Promise<Lineage> {
  if (tip === null) return 'first';
  if (tip === source.commit) return 'same';
  if (!(await source.history.has(tip))) return 'missing';
  return (await source.history.isAncestor(tip, source.commit)) ? 'descends' : 'diverged';
}

/** One transaction: everything of the version, or nothing. Answers with the ends of its audit entries. */
async function apply(request: PublishRequest, draft: Draft): Promise<EnvironmentReport['entries']> {
  const { before, prepared } = draft;
  const { place } = before;
  const { source, origin } = request;
  const onStep = (step: Parameters<NonNullable<PublishRequest['onStep']>>[0]): void =>
    request.onStep?.(step, place.environment);
  return request.database.transaction({ as: 'publisher', organization: place.organization }, async (tx) => {
    const known = await ensureEnvironment(tx, place, origin, source.directory);
    const foreign = refuseOrigin(request, place, known);
    if (foreign !== null) throw foreign;
    const locked = await lockEnvironment(tx, place, before);
    onStep('locked');
    if (locked.version !== before.version || locked.hash !== before.hash || locked.tip !== before.tip)
      throw new Overtaken();
    if (prepared === null) {
      const seq = await moveTip(tx, locked, nextTip(request, draft));
      return seq === null ? null : { first: seq, last: seq };
    }
    const written = await insertVersion(tx, locked, prepared, onStep);
    return { first: written.firstSeq, last: written.lastSeq };
  });
}

function nextTip({ source, publisher, reason }: PublishRequest, { before, policy, decision }: Draft): NextTip {
  const compiler = source.snapshots.get(before.place.environment)?.compiler ?? '';
  return { commit: source.commit, policy, decision, reason, compiler, actor: publisher.actor(before.policy ?? policy) };
}

async function lostRace(database: Database, { place, version, tip }: Published): Promise<CommandError> {
  const [winner] = await reading(database, place, (tx) =>
    tx.query<{ readonly actor: string }>(
      `select coalesce(person, actor) as actor from flagforge.snapshots
       where organization = $1 and project = $2 and environment = $3 and version = $4`,
      [place.organization, place.project, place.environment, version],
    ),
  );
  return codedError(EXIT.findings, 'FF3002', {
    environment: place.environment,
    version,
    commit: shortCommit(tip ?? ''),
    actor: winner?.actor ?? 'somebody',
  });
}

const reading = <Result>(
  database: Database,
  { organization }: Place,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> => database.transaction({ as: 'publisher', organization, isReadOnly: true }, work);

function reportOf(
  { before, plan, decision, prepared }: Draft,
  entries: EnvironmentReport['entries'],
): EnvironmentReport {
  const { version, hash, place } = before;
  const problem = plan.kind === 'refused' ? plan.problem : (decision?.problem ?? null);
  const written = plan.kind === 'version' && problem === null ? plan : null;
  return {
    environment: place.environment,
    outcome: outcomeOf(plan, problem),
    before: version,
    version: written === null ? version : (prepared?.snapshot.version ?? version),
    hash: written === null ? hash : (prepared?.snapshot.hash ?? hash),
    changes: prepared?.changes ?? [],
    entries,
    approvals: decision?.approvals ?? [],
    approvalsNeeded: decision?.needed ?? 0,
    isUnapproved: decision?.isUnapproved ?? false,
    reason: prepared?.next.reason ?? null,
    settledKills: written?.settledKills ?? [],
    bytes: prepared?.bytes ?? 0,
    deliveries: [],
    problem,
    warnings: warningsOf(place, prepared),
  };
}

function outcomeOf(plan: EnvironmentPlan, problem: CommandError | null): EnvironmentReport['outcome'] {
  if (problem !== null || plan.kind === 'refused') return 'refused';
  if (plan.kind === 'version') return plan.action === 'release' ? 'released' : 'published';
  return plan.kind;
}

function warningsOf({ environment }: Place, prepared: PreparedVersion | null): CommandError[] {
  if (prepared === null || prepared.bytes <= LARGE_BODY_BYTES) return [];
  return [codedError(EXIT.clean, 'FF3006', { environment, megabytes: toMegabytes(prepared.bytes) })];
}

function refused(before: Published, problem: CommandError): PublishedEnvironment {
  const plan: EnvironmentPlan = { kind: 'refused', problem };
  const report = reportOf({ before, plan, decision: null, prepared: null, policy: NO_POLICY }, null);
  return { report, prepared: null, before };
}

const NO_POLICY: Policy = { approvals: 0, approvers: [], breakGlass: [], people: [], access: null };
