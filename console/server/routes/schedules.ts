/** What will change by itself, and who said so. */
import { chooseReader, entryJson, parseLogFilter, readLog } from 'flagforge/audit';
import type { EnvironmentSettings, OutcomeSource } from 'flagforge/compile';
import type { ScheduledStepJson } from '../../api/overview-json.ts';
import { isoOf } from '../changes/request-json.ts';
import { findProject, type OpenedProject } from '../projects/find-project.ts';
import { type Api, ok, route } from '../route.ts';

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;
/** Flags whose log is looked through for who scheduled them, and entries of each. */
const MOST_FLAGS = 50;
const MOST_ENTRIES = '200';

type Step = Omit<ScheduledStepJson, 'by' | 'at'> & { readonly at: number };

function outcomeWords(outcome: OutcomeSource): string {
  if ('serve' in outcome) return outcome.serve;
  return outcome.rollout.map(([variant, share]) => `${variant} ${share / 1_000} %`).join(', ');
}

function wordsOf({ enabled, targets, rules, default: last }: EnvironmentSettings): readonly string[] {
  return [
    ...(enabled === undefined ? [] : [enabled ? 'enabled' : 'disabled']),
    ...(targets === undefined ? [] : [`${targets.reduce((sum, { units }) => sum + units.length, 0)} targets`]),
    ...(rules === undefined ? [] : [rules.length === 1 ? '1 rule' : `${rules.length} rules`]),
    ...(last === undefined ? [] : [`otherwise ${outcomeWords(last)}`]),
  ];
}

/** Steps after one instant and up to another one, in their order. */
function stepsBetween({ base }: OpenedProject, from: number, until: number): readonly Step[] {
  const flags = base.state.project.flags.filter(({ isScheduled, archived }) => isScheduled && !archived);
  const steps = flags.flatMap((flag) =>
    flag
      .source()
      .environments.flatMap(({ name, schedule }) =>
        schedule
          .filter(({ at }) => at > from && at <= until)
          .map(({ at, set }): Step => ({ flag: flag.key, environment: name, at, words: wordsOf(set) })),
      ),
  );
  return steps.sort((a, b) => a.at - b.at);
}

/** What an entry of the audit log says of a flag, as far as it is asked here. */
interface Told {
  readonly environment: string | null;
  readonly subject: string;
  readonly oldState: State;
  readonly newState: State;
  readonly actor: string;
  readonly person: string | null;
  readonly changeRequest: string | null;
  readonly at: string;
}

type State = null | { readonly schedule?: readonly { readonly at: number }[] };

const hasStep = (state: State, at: number): boolean => state?.schedule?.some((step) => step.at === at) === true;

/** Who brought each step: the newest entry that has it where the one before had not. */
async function withWho(opened: OpenedProject, steps: readonly Step[], api: Api): Promise<readonly ScheduledStepJson[]> {
  const { project, base } = opened;
  const reader = await chooseReader(project.database);
  const told = new Map<string, readonly Told[]>();
  for (const flag of [...new Set(steps.map((step) => step.flag))].slice(0, MOST_FLAGS)) {
    const filter = parseLogFilter({ dir: '', flag, limit: MOST_ENTRIES }, api.now());
    const entries: Told[] = [];
    for await (const page of readLog(project.database, reader, project.name, filter))
      entries.push(...page.entries.map((entry) => entryJson(entry) as Told));
    told.set(flag, entries);
  }
  return steps.map(({ at, ...step }) => {
    const brought = told.get(step.flag)?.find(({ environment, subject, oldState, newState }) => {
      return subject === 'flag' && environment === step.environment && hasStep(newState, at) && !hasStep(oldState, at);
    });
    const who = brought && (brought.person ?? project.nameOf(brought.actor, base.config.people));
    const by = brought && who !== undefined ? { who, at: brought.at, request: brought.changeRequest } : null;
    return { ...step, at: isoOf(at), by };
  });
}

export const SCHEDULE_ROUTES = [
  route('GET', '/v1/schedules', async (call, api) => {
    const opened = await findProject(call, api);
    const { days = DEFAULT_DAYS } = call.query as { readonly days?: number };
    const now = api.now();
    return ok({ steps: await withWho(opened, stepsBetween(opened, now, now + days * DAY_MS), api) });
  }),
];
