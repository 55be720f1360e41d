import type { Flag } from '@flagforge/sdk/engine';
import type { FlagSummary } from 'flagforge/compile';
import { killsOf } from 'flagforge/emergency';
import { type LastChange, loadLastChanges } from 'flagforge/git';
import { oneVariantFor, staleReasons, staleSentence } from 'flagforge/stale';
import { isoOf } from '../changes/request-json.ts';
import { snapshotOfFlag } from '../changes/snapshot-of-flag.ts';
import { demandEnvironment, findProject, type OpenedProject } from '../projects/find-project.ts';
import { type Api, ok, route } from '../route.ts';
import { loadPublished } from './environments.ts';
import { findFlag } from './find-flag.ts';
import { flagState, flagStatus, flagsIn } from './flag-status.ts';
import { usesOf } from './flag-uses.ts';
import { publishedChanges } from './published-changes.ts';
import { loadUsageEvidence } from './usage-evidence.ts';

const lastChangeJson = (change: LastChange | undefined): object | null =>
  change === undefined ? null : { ...change, at: isoOf(change.at) };

/** Of the commit that each project was asked about last: history does not change. */
const KNOWN = new WeakMap<object, { readonly commit: string; readonly changes: ReturnType<typeof loadLastChanges> }>();

function lastChanges({ project, base }: OpenedProject): ReturnType<typeof loadLastChanges> {
  const { repository, directory, forge } = project;
  const known = KNOWN.get(forge);
  if (known?.commit === base.commit) return known.changes;
  const changes = loadLastChanges(repository.place, base.commit, directory);
  KNOWN.set(forge, { commit: base.commit, changes });
  changes.catch(() => KNOWN.delete(forge));
  return changes;
}

/** Everything about flags that is read once for all of them. */
async function loadStanding(opened: OpenedProject, api: Api): Promise<(flag: FlagSummary) => object> {
  const { project, base } = opened;
  const [published, changes, publishedAt, usage] = await Promise.all([
    loadPublished(opened),
    lastChanges(opened),
    publishedChanges(opened.project),
    loadUsageEvidence(opened, api),
  ]);
  const environments = base.config.environments.map(({ name }) => ({
    ...{ name, flags: flagsIn(base.state.snapshots.get(name)), kills: killsOf(published.get(name)?.overlays ?? []) },
  }));
  const grouped = new Set(base.config.groups.flatMap(({ slots }) => slots.map(({ flag }) => flag)));
  const prefix = project.directory === '' ? '' : `${project.directory}/`;
  const now = api.now();
  return (summary) => {
    const { key, file, description, type, owner, tags, kind, expires, client, killable, archived } = summary.source();
    const isGrouped = grouped.has(key);
    const own = environments.flatMap(({ name: environment, flags, kills }) => {
      const flag: Flag | undefined = flags.get(key);
      const changedAt = publishedAt.get(environment)?.get(key) ?? null;
      return flag === undefined
        ? []
        : [{ environment, flag, kills, isGrouped, changedAt, isKilled: kills.includes(key) }];
    });
    const places = own.map(
      ({ environment, flag, kills }) => [environment, flagStatus(flag, kills, isGrouped, now)] as const,
    );
    const evidence = { kind, expires, oneVariant: oneVariantFor(own, now), usage: usage.get(key) ?? null };
    const stale = archived ? [] : staleReasons(evidence, now).map(staleSentence);
    return {
      ...{ key, file, description, type, owner, tags, kind, expires, client, killable, archived },
      ...{ state: flagState(stale, places), environments: Object.fromEntries(places) },
      lastChange: lastChangeJson(changes.get(prefix + file)),
    };
  };
}

interface ListQuery {
  readonly search?: string;
  readonly owner?: string;
  readonly tag?: string;
  readonly archived?: boolean;
  readonly after?: string;
  readonly limit?: number;
}

const DEFAULT_PAGE = 100;

function isListed(summary: FlagSummary, { search, owner, tag, archived = false }: ListQuery): boolean {
  if (summary.archived !== archived) return false;
  const flag = summary.source();
  if (owner !== undefined && flag.owner !== owner) return false;
  if (tag !== undefined && !flag.tags.includes(tag)) return false;
  if (search === undefined) return true;
  const words = [flag.key, flag.description ?? '', flag.owner ?? '', ...flag.tags].join('\n').toLowerCase();
  return words.includes(search.toLowerCase());
}

const byKey = (a: FlagSummary, b: FlagSummary): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

export const FLAG_ROUTES = [
  route('GET', '/v1/flags', async (call, api) => {
    const opened = await findProject(call, api);
    const query = call.query as ListQuery;
    const listed = opened.base.state.project.flags.filter((flag) => isListed(flag, query)).sort(byKey);
    const { after, limit = DEFAULT_PAGE } = query;
    const rest = after === undefined ? listed : listed.filter(({ key }) => key > after);
    const page = rest.slice(0, limit);
    const standing = await loadStanding(opened, api);
    return ok({
      ...{ commit: opened.base.commit, total: listed.length, flags: page.map(standing) },
      next: rest.length > page.length ? (page.at(-1)?.key ?? null) : null,
    });
  }),
  route('GET', '/v1/flags/{id}', async (call, api) => {
    const opened = await findProject(call, api);
    const flag = findFlag(opened, call.params.id ?? '');
    const { base } = opened;
    const [standing, published] = await Promise.all([loadStanding(opened, api), loadPublished(opened)]);
    const killsIn = (name: string): readonly string[] => killsOf(published.get(name)?.overlays ?? []);
    const compiled = base.config.environments.map(({ name }) => {
      return [name, flagsIn(base.state.snapshots.get(name)).get(flag.key) ?? null] as const;
    });
    return ok(
      {
        ...{
          ...standing(flag),
          commit: base.commit,
          unit: base.config.unit,
          source: base.state.files.find(({ path }) => path === flag.file)?.text,
        },
        ...{
          model: flag.source(),
          compiled: Object.fromEntries(compiled),
          uses: usesOf(base, flag, killsIn, api.now()),
        },
      },
      { ETag: `"${base.commit}"` },
    );
  }),
  route('GET', '/v1/flags/{id}/snapshot', async (call, api) => {
    const opened = await findProject(call, api);
    const { key } = findFlag(opened, call.params.id ?? '');
    const { environment } = call.query as { readonly environment: string };
    demandEnvironment(opened, environment);
    const snapshot = opened.base.state.snapshots.get(environment);
    // What is proposed is laid over what is merged; a kill lies over both.
    const overlays = (await loadPublished(opened)).get(environment)?.overlays ?? [];
    const found = snapshot === undefined ? null : snapshotOfFlag({ ...snapshot, overlays }, key);
    return ok({ commit: opened.base.commit, snapshot: found });
  }),
];
