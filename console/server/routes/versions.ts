/** Earlier versions of environments, and what serving one of them again would change. */
import { CommandError } from 'flagforge';
import { readVersionHistory } from 'flagforge/emergency';
import type { DiffJson } from '../../api/change-request-json.ts';
import type { ReturnJson, VersionJson } from '../../api/version-json.ts';
import { diffJson } from '../changes/change-json.ts';
import { isoOf } from '../changes/request-json.ts';
import { notFound } from '../http/problem.ts';
import { demandEnvironment, findProject, type OpenedProject } from '../projects/find-project.ts';
import { type Api, ok, route } from '../route.ts';
import { loadPublished } from './environments.ts';

/** How many versions are told, and can be gone back to here. */
const HISTORY_LENGTH = 50;

async function readVersions({ project }: OpenedProject, environment: string): Promise<readonly VersionJson[]> {
  const { database, name } = project;
  const versions = await database.transaction(
    { as: 'publisher', organization: name.organization, isReadOnly: true },
    (tx) => readVersionHistory(tx, { ...name, environment }, HISTORY_LENGTH),
  );
  return versions.map(({ at, ...version }) => ({ ...version, at: isoOf(at) }));
}

/** From one commit to another, of one environment; null where git has no whole project of one of them any more. */
async function diffOf(
  { project }: OpenedProject,
  environment: string,
  [from, to]: readonly [from: string, to: string],
  api: Api,
): Promise<DiffJson | null> {
  try {
    const states = await Promise.all([from, to].map((commit) => api.states.at(project, commit)));
    const [before, after] = states.map((state) => (state.kind === 'sound' ? state.state : null));
    if (before == null || after == null) return null;
    const { environments } = diffJson(before, after, api.now());
    // Settings are those of git, which a rollback leaves alone.
    return {
      environments: environments.filter((each) => each.environment === environment),
      settings: [],
      attributes: [],
    };
  } catch (error) {
    if (error instanceof CommandError) return null;
    throw error;
  }
}

export const VERSION_ROUTES = [
  route('GET', '/v1/environments/{name}/versions', async (call, api) => {
    const opened = await findProject(call, api);
    const environment = call.params.name ?? '';
    demandEnvironment(opened, environment);
    return ok({ versions: await readVersions(opened, environment) });
  }),
  route('GET', '/v1/environments/{name}/versions/{version}', async (call, api) => {
    const opened = await findProject(call, api);
    const { name: environment = '', version: wanted = '' } = call.params;
    demandEnvironment(opened, environment);
    const versions = await readVersions(opened, environment);
    const version = versions.find((each) => String(each.version) === wanted);
    const live = (await loadPublished(opened)).get(environment);
    if (version === undefined || live === undefined || live.commit === null)
      throw notFound('version', JSON.stringify(wanted.slice(0, 20)));
    const answer: ReturnJson = {
      ...{ version, live: live.version, isSame: version.contentHash === live.contentHash },
      diff: await diffOf(opened, environment, [live.commit, version.commit], api),
    };
    return ok(answer);
  }),
];
