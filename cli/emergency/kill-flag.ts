/** The break-glass kill: off now, audited, and it can only turn off. @see contract 6 */
import { codedError } from '../coded-error.ts';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import type { LiveReport } from '../publish/publish-report.ts';
import type { Published } from '../publish/read-published.ts';
import { policyOfPublished } from './break-glass.ts';
import type { EmergencyTools } from './emergency-tools.ts';
import { refuseTooManyKills } from './kill-limit.ts';
import { type OverlayNote, readKillNotes } from './overlay-note.ts';
import { holdOf, killsOf, overlaysOf } from './overlays.ts';
import {
  type EnvironmentKillPlan,
  type KillPlan,
  type KillRequest,
  planEnvironmentKill,
  unknownPublishedFlag,
} from './plan-kill.ts';
import { loadPublishedEnvironments } from './published-environments.ts';
import { awaitEmergency, carryEmergency, Overtaken, type WrittenEmergency, writeTruth } from './write-emergency.ts';

/**
 * `killed`: a new version; `already`: it was off by a kill or by the commit, nothing was written; `refused`: nothing was
 * written there, `problem` says why; `failed`: the outside world did, and nothing was written there.
 */
export interface KilledEnvironment {
  readonly environment: string;
  readonly outcome: 'killed' | 'already' | 'refused' | 'failed';
  /** The version that is served now. */
  readonly version: number;
  /** The variant that everyone gets now; null where nothing was killed. */
  readonly serves: string | null;
  readonly already: 'overlay' | 'commit' | null;
  /** Who killed it before; null where it was not, or nobody can tell. */
  readonly note: OverlayNote | null;
  readonly written: WrittenEmergency | null;
  readonly live: LiveReport | null;
  readonly problem: CommandError | null;
}

/**
 * Carries out a plan that its user agreed to: one transaction for each environment, then the targets, then a moment's
 * wait for the evaluators. One environment that is refused does not stop the others; a Postgres that fails does.
 */
export async function applyKill(tools: EmergencyTools, plan: KillPlan): Promise<readonly KilledEnvironment[]> {
  const done: { readonly plan: EnvironmentKillPlan; readonly report: KilledEnvironment }[] = [];
  let failure: CommandError | null = null;
  for (const environment of plan.environments) {
    const report: KilledEnvironment =
      failure === null || environment.kind !== 'kill'
        ? await attempt(environment, () => killEnvironment(tools, plan, environment))
        : reportOf(environment, { outcome: 'failed', problem: failure });
    if (report.outcome === 'failed') failure = report.problem;
    done.push({ plan: environment, report });
  }
  // Only now, so that a target that hangs keeps no environment from being killed.
  const carried: { readonly plan: EnvironmentKillPlan; readonly report: KilledEnvironment }[] = [];
  for (const { plan: environment, report } of done) {
    const written = report.written && (await carryEmergency(tools, environment.before, report.written));
    carried.push({
      plan: environment,
      report: written === null ? report : { ...report, written, problem: written.problem },
    });
  }
  return Promise.all(
    carried.map(async ({ plan: { before }, report }) => {
      const { written } = report;
      return written === null ? report : { ...report, live: await awaitEmergency(tools, before, written) };
    }),
  );
}

async function killEnvironment(
  tools: EmergencyTools,
  { request }: KillPlan,
  planned: EnvironmentKillPlan,
): Promise<KilledEnvironment> {
  let plan = planned;
  for (let attempts = 1; plan.kind === 'kill'; attempts += 1) {
    try {
      return await writeKill(tools, request, plan.before, plan.serves);
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
      plan = await planAgain(tools, request, planned, attempts);
    }
  }
  if (plan.kind === 'refused') return reportOf(plan, { outcome: 'refused', problem: plan.problem });
  const note = plan.by === 'overlay' ? await loadNote(tools, plan.before, request.flag) : null;
  return reportOf(plan, { outcome: 'already', already: plan.by, note, serves: plan.serves });
}

/** How often a kill is planned anew because somebody else wrote a version. */
const ATTEMPTS = 5;

/** On what is served by now: it goes on unless it would turn on what nobody agreed to. */
async function planAgain(
  tools: EmergencyTools,
  { project, flag }: KillRequest,
  planned: EnvironmentKillPlan,
  attempts: number,
): Promise<EnvironmentKillPlan> {
  const { environment } = planned.before.place;
  const [before = planned.before] = await loadPublishedEnvironments(tools.database, project, [environment]);
  const plan = planEnvironmentKill(before, flag, tools.publisher, tools.now());
  if (plan === null) throw unknownPublishedFlag([before], flag);
  if (plan.kind !== 'kill') return plan;
  const agreed = new Set(planned.kind === 'kill' ? planned.effects.turnsOn.map((effect) => effect.flag) : []);
  if (attempts < ATTEMPTS && plan.effects.turnsOn.every((effect) => agreed.has(effect.flag))) return plan;
  throw codedError(EXIT.findings, 'FF3032', { environment, version: before.version });
}

async function writeKill(
  tools: EmergencyTools,
  { flag, reason }: KillRequest,
  before: Published,
  serves: string,
): Promise<KilledEnvironment> {
  const { snapshot, commit, tip, overlays } = before;
  if (snapshot === null || commit === null || tip === null) throw new TypeError('nothing is published');
  const actor = tools.publisher.actor(policyOfPublished(before));
  const written = await writeTruth(tools, {
    before,
    restores: null,
    next: {
      ...{ action: 'kill', content: snapshot, overlays: overlaysOf([...killsOf(overlays), flag], holdOf(overlays)) },
      ...{ commit, tip, policy: null, approvals: [], changeRequest: null, isUnapproved: false, reason, actor },
    },
    guard: (tx) => refuseTooManyKills(tx, before.place, actor.identity),
  });
  return { ...reportOf({ before }, { outcome: 'killed', serves }), version: written.version, written };
}

const loadNote = ({ database }: EmergencyTools, { place }: Published, flag: string): Promise<OverlayNote | null> =>
  database.transaction({ as: 'publisher', organization: place.organization, isReadOnly: true }, async (tx) => {
    return (await readKillNotes(tx, place, [flag])).get(flag) ?? null;
  });

type Given = Pick<KilledEnvironment, 'outcome'> & Partial<KilledEnvironment>;

function reportOf({ before }: Pick<EnvironmentKillPlan, 'before'>, given: Given): KilledEnvironment {
  return {
    ...{ environment: before.place.environment, version: before.version, serves: null, already: null, note: null },
    ...{ written: null, live: null, problem: null },
    ...given,
  };
}

async function attempt(plan: EnvironmentKillPlan, work: () => Promise<KilledEnvironment>): Promise<KilledEnvironment> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return reportOf(plan, { outcome: error.exitCode === EXIT.outside ? 'failed' : 'refused', problem: error });
  }
}
