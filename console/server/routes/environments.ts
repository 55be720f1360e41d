import { CommandError } from 'flagforge';
import type { SourceFile } from 'flagforge/compile';
import { readValue } from 'flagforge/edit';
import { holdOf, killsOf, loadPublishedEnvironments } from 'flagforge/emergency';
import type { Published } from 'flagforge/publish';
import { isoOf } from '../changes/request-json.ts';
import { findProject, type OpenedProject } from '../projects/find-project.ts';
import { ok, route } from '../route.ts';

/** What is published of a project, by environment; nothing before the first publish. */
export async function loadPublished({ project }: OpenedProject): Promise<ReadonlyMap<string, Published>> {
  try {
    const published = await loadPublishedEnvironments(project.database, project.name, null);
    return new Map(published.map((each) => [each.place.environment, each]));
  } catch (error) {
    if (error instanceof CommandError && error.code === 'FF3020') return new Map();
    throw error;
  }
}

function publishedJson({ version, commit, contentHash, publishedAt, overlays, isSigned }: Published): object {
  const hold = holdOf(overlays);
  return {
    ...{ version, commit, contentHash, isSigned, kills: killsOf(overlays) },
    publishedAt: publishedAt === null ? null : isoOf(publishedAt),
    hold: hold === null ? null : { commit: hold.commit, version: hold.version },
  };
}

const areNamed = (files: readonly SourceFile[]): boolean => {
  const settings = files.find(({ path }) => path === 'flagforge.yaml');
  return settings !== undefined && readValue(settings.text, ['environments']) !== undefined;
};

export const ENVIRONMENT_ROUTES = [
  route('GET', '/v1/environments', async (call, api) => {
    const opened = await findProject(call, api);
    const published = await loadPublished(opened);
    const { base, access } = opened;
    return ok({
      commit: base.commit,
      areNamed: areNamed(base.state.files),
      environments: base.config.environments.map((environment) => {
        const { name, approvals, approvalsByRisk, approvers, breakGlass, overrides } = environment;
        const served = published.get(name);
        return {
          ...{ name, approvers, breakGlass, overrides },
          approvals: { low: approvals, medium: approvals, high: approvals, ...approvalsByRisk },
          ...{ roles: access.roles.get(name) ?? [], canEdit: access.mayEdit(name) },
          published: served === undefined ? null : publishedJson(served),
        };
      }),
    });
  }),
];
