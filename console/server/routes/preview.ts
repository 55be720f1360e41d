import { diffJson } from '../changes/change-json.ts';
import { type GivenChange, makeDraft, touchedBy } from '../changes/draft.ts';
import { demandOnBase } from '../changes/open-request.ts';
import { loadStateAt } from '../projects/base-state.ts';
import { findProject } from '../projects/find-project.ts';
import { ok, route } from '../route.ts';

export const PREVIEW_ROUTES = [
  // Nothing is opened and nothing is written, so whoever may read may ask.
  route('POST', '/v1/preview', async (call, api) => {
    const opened = await findProject(call, api);
    const { baseCommit = opened.base.commit, ...change } = call.body as GivenChange & { readonly baseCommit?: string };
    await demandOnBase(opened, baseCommit);
    const base = await loadStateAt(opened.project, baseCommit, api.states);
    const { files, diagnostics, after, failedTests } = await makeDraft(base.state.files, change, api.states);
    const touched = after === null ? [] : touchedBy(base, after);
    return ok({
      ...{ baseCommit, diagnostics, failedTests: failedTests(), files, touched },
      mayPropose: touched.every(
        (environment) => opened.access.mayEdit(environment) || !opened.access.roles.has(environment),
      ),
      diff: after === null ? null : diffJson(base.state, after, api.now()),
    });
  }),
];
