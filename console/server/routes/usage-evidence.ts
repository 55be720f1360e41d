/** Which flags nobody evaluates any more, as far as counts can tell. */
import type { UsageEvidence } from 'flagforge/stale';
import { type FlagCounts, hoursUntil } from 'flagforge/targets';
import type { OpenedProject } from '../projects/find-project.ts';
import type { Api } from '../route.ts';
import { countingSince, lastCounted } from './silence.ts';
import { countingOf, loadAll } from './usage.ts';

type Evidence = ReadonlyMap<string, UsageEvidence>;

/** For so long counts are kept, in hours. */
const KEPT_HOURS = 90 * 24;
/** Silence is counted in days: what was found holds for so long, in ms. */
const FRESH_MS = 3_600_000;
/** Flags that are asked whether counting went on. */
const BUSIEST = 5;
/** More silent flags than this are asked behind the page's back: each costs a command a day and environment. */
const AT_ONCE = 50;

const NONE: Evidence = new Map();
const KNOWN = new WeakMap<object, Map<string, { at: number; found: Evidence; loading: Promise<unknown> | null }>>();

/**
 * Of flags that were counted once and are silent now; others are missing. A flag that was never counted is no evidence:
 * answers with all flags at once are not counted. Empty where counts cannot be read now.
 */
export async function loadUsageEvidence(opened: OpenedProject, api: Api): Promise<Evidence> {
  const { database, name } = opened.project;
  const projects = KNOWN.get(database) ?? new Map<string, { at: number; found: Evidence; loading: null }>();
  KNOWN.set(database, projects);
  const id = `${name.organization}/${name.project}`;
  const known = projects.get(id) ?? { at: Number.NEGATIVE_INFINITY, found: NONE, loading: null };
  projects.set(id, known);
  const now = api.now();
  if (known.loading === null && Math.abs(now - known.at) >= FRESH_MS) {
    const isMany = opened.base.state.project.flags.length > AT_ONCE;
    known.at = now;
    const loading = find(opened, api)
      // Without counts nothing is said of them; the next hour asks again.
      .catch(() => NONE)
      .then((found) => {
        known.found = found;
        known.loading = null;
      });
    known.loading = loading;
    if (!isMany) await loading;
  }
  return known.found;
}

async function find(opened: OpenedProject, api: Api): Promise<Evidence> {
  const target = countingOf(opened);
  if (target === null) return NONE;
  const environments = opened.base.config.environments.map((each) => each.name);
  const { flags } = await loadAll(opened, environments, api);
  const busy = Object.entries(flags).filter(([, { total }]) => total > 0);
  const busiest = busy.sort(([, a], [, b]) => b.total - a.total).slice(0, BUSIEST);
  if (busiest.length === 0) return NONE;
  const window = hoursUntil(api.now(), KEPT_HOURS);
  const countsOf = async (keys: readonly string[]): Promise<readonly ReadonlyMap<string, FlagCounts>[]> =>
    Promise.all(environments.map((environment) => target.usage({ ...opened.project.name, environment }, keys, window)));
  const oneOf = (found: readonly ReadonlyMap<string, FlagCounts>[], key: string): readonly FlagCounts[] =>
    found.flatMap((counts) => counts.get(key) ?? []);
  const kept = await countsOf(busiest.map(([key]) => key));
  const since = countingSince(
    busiest.flatMap(([key]) => oneOf(kept, key)),
    window,
  );
  if (since === null) return NONE;
  const isBusy = new Set(busy.map(([key]) => key));
  const silent = opened.base.state.project.flags.filter(({ key, archived }) => !archived && !isBusy.has(key));
  const found = new Map<string, UsageEvidence>();
  for (let first = 0; first < silent.length; first += AT_ONCE) {
    const keys = silent.slice(first, first + AT_ONCE).map(({ key }) => key);
    const counts = await countsOf(keys);
    for (const key of keys) {
      const last = lastCounted(oneOf(counts, key), window);
      // Before counting went on without a break, nobody knows.
      if (last !== null) found.set(key, { countedFrom: since, lastAt: Math.max(last, since) });
    }
  }
  return found;
}
