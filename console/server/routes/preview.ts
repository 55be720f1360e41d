import type { Snapshot } from '@flagforge/sdk/engine';
import type { ProjectState } from 'flagforge/diff';
import { diffJson } from '../changes/change-json.ts';
import { type GivenChange, makeDraft, touchedBy } from '../changes/draft.ts';
import { flagPairs } from '../changes/flag-pairs.ts';
import { demandOnBase } from '../changes/open-request.ts';
import { snapshotOfFlag } from '../changes/snapshot-of-flag.ts';
import { loadStateAt } from '../projects/base-state.ts';
import { findProject, type OpenedProject } from '../projects/find-project.ts';
import { type Api, type Call, ok, type Route, route } from '../route.ts';
import { loadPublished } from './environments.ts';

async function answerPreview(call: Call, api: Api) {
  const opened = await findProject(call, api);
  const { access } = opened;
  const {
    baseCommit = opened.base.commit,
    snapshots,
    ...change
  } = call.body as GivenChange & {
    readonly baseCommit?: string;
    readonly snapshots?: { readonly environment: string; readonly flag: string };
  };
  await demandOnBase(opened, baseCommit);
  const base = await loadStateAt(opened.project, baseCommit, api.states);
  const { files, diagnostics, after, failedTests } = await makeDraft(base.state.files, change, api.states);
  const texts = new Map(base.state.files.map((file) => [file.path, file.text]));
  const touched = after === null ? [] : touchedBy(base, after);
  return ok({
    ...{ baseCommit, diagnostics, failedTests: await failedTests(), touched },
    files: files.map(({ path, text }) => ({ path, before: texts.get(path) ?? null, text })),
    mayPropose: after !== null && access.mayEditAll(touched),
    diff: after === null ? null : diffJson(base.state, after, api.now()),
    snapshot: snapshots === undefined ? null : await draftedSnapshot(opened, after, snapshots),
    flags: after === null ? [] : flagPairs(base.state, after),
  });
}

/** What an engine needs to evaluate a flag as it would be; null: it would not be there, or the draft has errors. */
async function draftedSnapshot(
  opened: OpenedProject,
  after: ProjectState | null,
  { environment, flag }: { readonly environment: string; readonly flag: string },
): Promise<Snapshot | null> {
  const snapshot = after?.snapshots.get(environment);
  if (snapshot === undefined) return null;
  const overlays = (await loadPublished(opened)).get(environment)?.overlays ?? [];
  return snapshotOfFlag({ ...snapshot, overlays }, flag);
}

export const PREVIEW_ROUTES: readonly Route[] = [
  // Nothing is opened and nothing is written, so whoever may read may ask.
  { ...route('POST', '/v1/preview', answerPreview), isPure: true },
];
