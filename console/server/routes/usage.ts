import { type FlagCounts, hoursUntil, type Target } from 'flagforge/targets';
import type { FlagUsageJson, UsageJson, UsageSeriesJson } from '../../api/usage-json.ts';
import { isoOf } from '../changes/request-json.ts';
import { problem } from '../http/problem.ts';
import { demandEnvironment, findProject, type OpenedProject } from '../projects/find-project.ts';
import { type Api, ok, route } from '../route.ts';
import { findFlag } from './find-flag.ts';

interface UsageQuery {
  readonly flag?: string;
  readonly environment?: string;
  readonly range?: '24h' | '30d';
}

const HOUR_MS = 3_600_000;
/** Hours of a range, and of each of its points. */
const RANGES = { '24h': { hours: 24, each: 1 }, '30d': { hours: 720, each: 24 } } as const;
const ORIGINS = ['server', 'reported', 'client'] as const;
/** For so long the counts of all flags are not read again, in ms. */
const FRESH_MS = 5_000;

const COUNTED: Readonly<Record<UsageJson['source'], string>> = {
  process:
    'Counted by this flagforge dev since it started: answers for single flags, and what SDKs report. Answers with all flags at once count for none.',
  redis:
    'Counted by all evaluators together: answers for single flags, and what SDKs report. Answers with all flags at once count for none.',
  none: 'Nothing is counted that can be read here: without Redis each evaluator counts for itself.',
};

type Counting = Target & { readonly usage: NonNullable<Target['usage']> };

/** What counts for this project; null: nothing does. */
export const countingOf = ({ project }: OpenedProject): Counting | null =>
  project.targets.find((target): target is Counting => target.usage !== undefined) ?? null;

const sourceOf = (target: Target | null): UsageJson['source'] =>
  target === null ? 'none' : target.name === 'redis' ? 'redis' : 'process';

const sum = (numbers: readonly number[]): number => numbers.reduce((all, n) => all + n, 0);

/** Hours gathered to points. */
function pointsOf(hours: readonly number[], each: number): readonly number[] {
  return Array.from({ length: hours.length / each }, (_, index) => sum(hours.slice(index * each, (index + 1) * each)));
}

function seriesOf(environment: string, counts: FlagCounts, each: number): readonly UsageSeriesJson[] {
  return ORIGINS.flatMap((by) =>
    [...counts[by]].map(([variant, hours]) => ({
      ...{ environment, by, variant: variant === '' ? null : variant },
      ...{ total: sum(hours), points: pointsOf(hours, each) },
    })),
  );
}

function flagUsage(series: readonly UsageSeriesJson[], points: number): FlagUsageJson {
  return {
    total: sum(series.map(({ total }) => total)),
    clients: sum(series.map(({ by, total }) => (by === 'client' ? total : 0))),
    points: Array.from({ length: points }, (_, at) => sum(series.map((each) => each.points[at] ?? 0))),
  };
}

/** @param isOfOne the flag was asked for: its series are wanted too. */
async function loadUsage(
  opened: OpenedProject,
  flagKeys: readonly string[],
  environments: readonly string[],
  range: '24h' | '30d',
  now: number,
  isOfOne: boolean,
): Promise<UsageJson> {
  const { hours, each } = RANGES[range];
  const window = hoursUntil(now, hours);
  const target = countingOf(opened);
  const { name } = opened.project;
  const found = await Promise.all(
    environments.map(async (environment) => {
      const counted = await target?.usage({ ...name, environment }, flagKeys, window);
      return { environment, counted: counted ?? new Map<string, FlagCounts>() };
    }),
  );
  const flags: [string, FlagUsageJson][] = [];
  let one: readonly UsageSeriesJson[] = [];
  for (const key of flagKeys) {
    const series = found.flatMap(({ environment, counted }) => {
      const counts = counted.get(key);
      return counts === undefined ? [] : seriesOf(environment, counts, each);
    });
    one = series;
    if (series.length > 0) flags.push([key, flagUsage(series, hours / each)]);
  }
  const source = sourceOf(target);
  return {
    ...{ range, step: (each * HOUR_MS) / 1_000, from: isoOf(window.from), to: isoOf(window.from + hours * HOUR_MS) },
    ...{ source, counted: COUNTED[source], flags: Object.fromEntries(flags), series: isOfOne ? one : [] },
  };
}

/** Of all flags, as several pages of several people ask for it. */
const KNOWN = new WeakMap<object, Map<string, { readonly at: number; readonly usage: Promise<UsageJson> }>>();

/** Of all flags for the last 24 hours, in all these environments together. */
export function loadAll(opened: OpenedProject, environments: readonly string[], api: Api): Promise<UsageJson> {
  const { project, base } = opened;
  const known = KNOWN.get(project.database) ?? new Map<string, { at: number; usage: Promise<UsageJson> }>();
  KNOWN.set(project.database, known);
  const name = [project.name.organization, project.name.project, base.commit, ...environments].join(' ');
  const now = api.now();
  const last = known.get(name);
  if (last !== undefined && now >= last.at && now - last.at < FRESH_MS) return last.usage;
  for (const [old, { at }] of known) if (now - at >= FRESH_MS || now < at) known.delete(old);
  const keys = base.state.project.flags.filter(({ archived }) => !archived).map(({ key }) => key);
  const usage = loadUsage(opened, keys, environments, '24h', now, false);
  known.set(name, { at: now, usage });
  usage.catch(() => known.delete(name));
  return usage;
}

export const USAGE_ROUTES = [
  route('GET', '/v1/usage', async (call, api) => {
    const opened = await findProject(call, api);
    const { flag, environment, range = '24h' } = call.query as UsageQuery;
    if (environment !== undefined) demandEnvironment(opened, environment);
    const environments =
      environment === undefined ? opened.base.config.environments.map(({ name }) => name) : [environment];
    if (flag !== undefined)
      return ok(await loadUsage(opened, [findFlag(opened, flag).key], environments, range, api.now(), true));
    if (range !== '24h') throw problem(400, 'FF4407', { part: 'query', problem: '30d needs a "flag"' });
    return ok(await loadAll(opened, environments, api));
  }),
];
