/** How long it took until what people did was live. */
import { CommandError, EXIT } from 'flagforge';
import { chooseReader } from 'flagforge/audit';
import type { ChangeRequest } from 'flagforge/forge';
import { loadLiveTimes } from 'flagforge/status';
import type { LiveTimesJson } from '../../api/live-times-json.ts';
import { isoOf } from '../changes/request-json.ts';
import { findProject } from '../projects/find-project.ts';
import type { HostedProject } from '../projects/hosted-project.ts';
import { ok, route } from '../route.ts';

/** How many publishes, and how many kills, are looked at. */
const NEWEST = 20;
/** How many change requests are looked through for what was published. */
const REQUESTS = 50;

/** The committer's time; null: git does not have the commit. */
export async function mergedAt({ repository }: HostedProject, commit: string): Promise<number | null> {
  try {
    return (await repository.has(commit)) ? (await repository.describe(commit)).at : null;
  } catch (error) {
    // A commit that git could not have, or that went away.
    if (error instanceof CommandError && error.exitCode !== EXIT.bug) return null;
    throw error;
  }
}

/** null where the forge cannot be asked: then the rest is told without it. */
async function requestsOf({ forge }: HostedProject): Promise<readonly ChangeRequest[]> {
  try {
    return await forge.list({ state: 'all', limit: REQUESTS });
  } catch (error) {
    if (error instanceof CommandError && error.exitCode === EXIT.outside) return [];
    throw error;
  }
}

/** Git keeps whole seconds, so that what was quick may end before it began. */
const between = (from: number | null, to: number | null): number | null =>
  from === null || to === null ? null : Math.max(0, Math.round(to - from));

export const LIVE_TIME_ROUTES = [
  route('GET', '/v1/status/times', async (call, api) => {
    const { project, base } = await findProject(call, api);
    const { database, name } = project;
    const [times, requests] = await Promise.all([
      loadLiveTimes(database, await chooseReader(database), name, NEWEST),
      requestsOf(project),
    ]);
    const commits = [...new Set(times.flatMap(({ action, commit }) => (action === 'publish' ? [commit] : [])))];
    const merges = new Map(
      await Promise.all(commits.map(async (commit) => [commit, await mergedAt(project, commit)] as const)),
    );
    const byCommit = new Map(requests.flatMap((each) => (each.mergeCommit === null ? [] : [[each.mergeCommit, each]])));
    const nameOf = (who: string): string => project.nameOf(who, base.config.people);
    const body: LiveTimesJson = {
      publishes: times.flatMap(({ action, environment, version, commit, who, at, stores, storedAt }) => {
        if (action !== 'publish') return [];
        const request = byCommit.get(commit) ?? null;
        return [
          {
            ...{
              environment,
              version,
              commit,
              by: nameOf(who),
              at: isoOf(at),
              stores,
              storesMs: between(at, storedAt),
            },
            ...{ request: request?.number ?? null, title: request?.title ?? null },
            sinceProposalMs: between(request?.openedAt ?? null, at),
            sinceMergeMs: between(merges.get(commit) ?? null, at),
          },
        ];
      }),
      kills: times.flatMap(({ action, environment, version, flag, who, reason, at, stores, storedAt }) =>
        action !== 'kill' || flag === null
          ? []
          : [
              {
                ...{ environment, version, flag, by: nameOf(who), reason, at: isoOf(at) },
                ...{ stores, storesMs: between(at, storedAt) },
              },
            ],
      ),
    };
    return ok(body);
  }),
];
