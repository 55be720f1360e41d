/** Takes kills away again. @see contract 6 */
import { codedError } from '../coded-error.ts';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import type { LiveReport } from '../publish/publish-report.ts';
import { policyOfPublished } from './break-glass.ts';
import type { EmergencyTools } from './emergency-tools.ts';
import { holdOf, killsOf, overlaysOf } from './overlays.ts';
import type { EnvironmentRevivePlan, RevivePlan } from './plan-revive.ts';
import { awaitEmergency, Overtaken, type WrittenEmergency, writeEmergency } from './write-emergency.ts';

/** `not-killed`: nothing was written, because no kill lies over it. The others as for a kill. */
export interface RevivedEnvironment {
  readonly environment: string;
  readonly outcome: 'revived' | 'not-killed' | 'refused' | 'failed';
  /** The version that is served now. */
  readonly version: number;
  /** True: by break-glass, without the approvals that the environment asks for. */
  readonly isUnapproved: boolean;
  /** True: the published commit says `killed: true`, so that the flag is off all the same. */
  readonly isKilledByCommit: boolean;
  readonly written: WrittenEmergency | null;
  readonly live: LiveReport | null;
  readonly problem: CommandError | null;
}

/** Carries out a plan: one transaction for each environment, then the targets, then a moment's wait for the evaluators. */
export async function applyRevive(tools: EmergencyTools, plan: RevivePlan): Promise<readonly RevivedEnvironment[]> {
  const done: { readonly plan: EnvironmentRevivePlan; readonly report: RevivedEnvironment }[] = [];
  let failure: CommandError | null = null;
  for (const environment of plan.environments) {
    const report: RevivedEnvironment =
      failure === null || environment.kind !== 'revive'
        ? await reviveEnvironment(tools, plan, environment)
        : reportOf(environment, { outcome: 'failed', problem: failure });
    if (report.outcome === 'failed') failure = report.problem;
    done.push({ plan: environment, report });
  }
  return Promise.all(
    done.map(async ({ plan: { before }, report }) => {
      const { written } = report;
      return written === null ? report : { ...report, live: await awaitEmergency(tools, before, written) };
    }),
  );
}

async function reviveEnvironment(
  tools: EmergencyTools,
  { request }: RevivePlan,
  plan: EnvironmentRevivePlan,
): Promise<RevivedEnvironment> {
  if (plan.kind === 'refused') return reportOf(plan, { outcome: 'refused', problem: plan.problem });
  const { isKilledByCommit } = plan;
  if (plan.kind === 'not-killed') return reportOf(plan, { outcome: 'not-killed', isKilledByCommit });
  try {
    const written = await writeRevive(tools, request, plan);
    const { version, problem } = written;
    const { isUnapproved } = plan.decision;
    return reportOf(plan, { outcome: 'revived', version, isUnapproved, isKilledByCommit, written, problem });
  } catch (error) {
    const { place, version } = plan.before;
    const problem =
      error instanceof Overtaken
        ? codedError(EXIT.findings, 'FF3032', { environment: place.environment, version })
        : error;
    if (!(problem instanceof CommandError)) throw problem;
    return reportOf(plan, { outcome: problem.exitCode === EXIT.outside ? 'failed' : 'refused', problem });
  }
}

function writeRevive(
  tools: EmergencyTools,
  { flag, reason }: RevivePlan['request'],
  { before, decision }: EnvironmentRevivePlan & { readonly kind: 'revive' },
): Promise<WrittenEmergency> {
  const { snapshot, commit, tip, overlays } = before;
  if (snapshot === null || commit === null || tip === null) throw new TypeError('nothing is published');
  const kills = killsOf(overlays).filter((kill) => kill !== flag);
  const { approvals, changeRequest, isUnapproved } = decision;
  return writeEmergency(tools, {
    before,
    restores: null,
    next: {
      ...{ action: 'revive', content: snapshot, overlays: overlaysOf(kills, holdOf(overlays)), commit, tip },
      ...{ policy: null, approvals, changeRequest, isUnapproved, reason },
      actor: tools.publisher.actor(policyOfPublished(before)),
    },
  });
}

type Given = Pick<RevivedEnvironment, 'outcome'> & Partial<RevivedEnvironment>;

function reportOf({ before }: Pick<EnvironmentRevivePlan, 'before'>, given: Given): RevivedEnvironment {
  return {
    ...{ environment: before.place.environment, version: before.version, isUnapproved: false, isKilledByCommit: false },
    ...{ written: null, live: null, problem: null },
    ...given,
  };
}
