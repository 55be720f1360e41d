/** Break-glass, by the code that the command line runs. @see contract 6, 10 */
import { CommandError } from 'flagforge';
import {
  applyKill,
  applyRevive,
  applyRollback,
  commandLine,
  type EmergencyTools,
  effectJson,
  effectsOfKill,
  environmentWords,
  killJson,
  planKill,
  planRevive,
  planRollback,
  releaseHold,
  releaseJson,
  reviveJson,
  rollbackJson,
} from 'flagforge/emergency';
import { type ProposalBase, requestKill, requestRevert } from 'flagforge/proposals';
import { publisherOf } from '../changes/publisher.ts';
import { problem } from '../http/problem.ts';
import { findProject, type OpenedProject } from '../projects/find-project.ts';
import { type Api, type Call, ok, route } from '../route.ts';

/**
 * The tools of a command, under the user's verified identity. What they may do by break-glass is for the published rules
 * to say; where a project uses no roles, those who only read in their organisation do nothing here either.
 */
async function openTools(call: Call, api: Api, what: string) {
  const opened = await findProject(call, api);
  const { project, access, base } = opened;
  if (base.config.access === null) access.demandEdit(what, []);
  const { database, targets, approvals, sign } = project;
  const publisher = publisherOf(call.user, opened);
  const tools: EmergencyTools = { database, targets, approvals, sign, publisher, now: api.now };
  return { opened, tools };
}

/** What a change request that follows is made on. */
function proposalBase({ project, base }: OpenedProject): ProposalBase {
  const { forge, repository, directory } = project;
  return { forge, repository, directory, commit: base.commit, files: base.state.files };
}

const named = ({ project }: OpenedProject) => ({ ...project.name, directory: project.folder });

/** The command line that takes a kill back, for whoever reads the request. */
const undoOf = (flag: string, environments: readonly string[] | null): string =>
  commandLine(['revive', flag, ...environmentWords(environments)], { dir: 'flags' });

interface Outcome {
  readonly problem: CommandError | null;
  readonly written: object | null;
}

/** Where nothing was written because all of it was refused, that is the answer. */
function refuseIfNothing(outcomes: readonly Outcome[]): void {
  const refused = outcomes.flatMap(({ problem: why, written }) => (why !== null && written === null ? [why] : []));
  const [first] = refused;
  if (first !== undefined && refused.length === outcomes.length) throw first;
}

/** What was written is written: who is told of it does not change that. */
async function done({ project }: OpenedProject, body: object) {
  await project.refresh().catch((error: unknown) => {
    if (!(error instanceof CommandError)) throw error;
  });
  return ok(body);
}

interface KillBody {
  readonly environments?: readonly string[];
  readonly reason: string;
  readonly turnsOnAgreed?: boolean;
}

interface ReviveBody {
  readonly environments?: readonly string[];
  readonly reason?: string;
  readonly unapproved?: boolean;
}

interface ReleaseBody {
  readonly reason?: string;
  readonly unapproved?: boolean;
}

const needsReason = () => problem(400, 'FF4407', { part: 'body', problem: '/reason is needed with unapproved' });

/** The words of the command line have no place here: the member that does the same has. */
const BY_BREAK_GLASS = '"unapproved": true with a reason';

export const EMERGENCY_ROUTES = [
  route('POST', '/v1/flags/{id}/kill', async (call, api) => {
    const { opened, tools } = await openTools(call, api, 'a kill');
    const { environments = null, reason, turnsOnAgreed = false } = call.body as KillBody;
    const flag = call.params.id ?? '';
    const plan = await planKill(tools, { project: opened.project.name, flag, environments, reason: reason.trim() });
    const turnsOn = effectsOfKill(plan, 'turnsOn');
    if (turnsOn.length > 0 && !turnsOnAgreed) {
      const names = [...new Set(turnsOn.map((effect) => effect.flag))];
      throw problem(409, 'FF3023', { flag, names }, { turnsOn: turnsOn.map(effectJson) });
    }
    const killed = await applyKill(tools, plan);
    refuseIfNothing(killed);
    const report = { plan, environments: killed, undo: undoOf(flag, environments), now: api.now() };
    // Git is to say the same: it is off already, whatever becomes of this.
    const request = await requestKill(opened.project.terminal, tools, named(opened), report, proposalBase(opened));
    return done(opened, killJson(report, request));
  }),
  route('POST', '/v1/flags/{id}/revive', async (call, api) => {
    const { opened, tools } = await openTools(call, api, 'a revive');
    const { environments = null, reason = null, unapproved: isUnapproved = false } = (call.body ?? {}) as ReviveBody;
    if (isUnapproved && reason === null) throw needsReason();
    const plan = await planRevive(tools, {
      ...{ project: opened.project.name, flag: call.params.id ?? '', environments, isUnapproved },
      ...{ reason: reason?.trim() ?? null, byBreakGlass: BY_BREAK_GLASS },
    });
    // Where nobody has to agree, that is no leave to those who only read.
    const environmentsOf = plan.environments.map(({ before }) => before.place.environment);
    opened.access.demandTurnOn('a revive', environmentsOf);
    const revived = await applyRevive(tools, plan);
    refuseIfNothing(revived);
    return done(opened, reviveJson({ plan, environments: revived, now: api.now() }));
  }),
  route('POST', '/v1/environments/{name}/rollback', async (call, api) => {
    const { opened, tools } = await openTools(call, api, 'a rollback');
    const { to, reason } = call.body as { readonly to: number; readonly reason: string };
    const environment = call.params.name ?? '';
    const plan = await planRollback(tools, {
      project: opened.project.name,
      environment,
      version: to,
      reason: reason.trim(),
    });
    const report = await applyRollback(tools, plan);
    const request = await requestRevert(opened.project.terminal, tools, named(opened), plan, proposalBase(opened));
    return done(opened, rollbackJson({ plan, report, release: '', now: api.now() }, request));
  }),
  route('POST', '/v1/environments/{name}/release', async (call, api) => {
    const { opened, tools } = await openTools(call, api, 'a release');
    const { reason = null, unapproved: isUnapproved = false } = (call.body ?? {}) as ReleaseBody;
    if (isUnapproved && reason === null) throw needsReason();
    const environment = call.params.name ?? '';
    opened.access.demandTurnOn('a release', [environment]);
    const result = await releaseHold(tools, {
      ...{ project: opened.project.name, environment, isUnapproved },
      ...{ reason: reason?.trim() ?? null, byBreakGlass: BY_BREAK_GLASS },
    });
    return done(opened, releaseJson(result, reason));
  }),
];
