import type { Snapshot } from '@flagforge/sdk/engine';
import type { ProjectState } from 'flagforge/diff';
import { footprintOf, judge, ruleBookOf } from 'flagforge/policy';
import type { DiffJson, PreviewJson } from '../../api/change-request-json.ts';
import { diffJson } from '../changes/change-json.ts';
import { type GivenChange, makeDraft, touchedBy } from '../changes/draft.ts';
import { flagPairs } from '../changes/flag-pairs.ts';
import { demandOnBase } from '../changes/open-request.ts';
import { snapshotOfFlag } from '../changes/snapshot-of-flag.ts';
import { type BaseState, loadStateAt } from '../projects/base-state.ts';
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
  const diff = after === null ? null : diffJson(base.state, after, api.now());
  return ok({
    ...{ baseCommit, diagnostics, failedTests: await failedTests(), touched },
    files: files.map(({ path, text }) => ({ path, before: texts.get(path) ?? null, text })),
    mayPropose: after !== null && access.mayEditAll(touched),
    demands: after === null || diff === null ? [] : demandsOf(base, after, diff),
    diff,
    snapshot: snapshots === undefined ? null : await draftedSnapshot(opened, after, snapshots),
    flags: after === null ? [] : flagPairs(base.state, after),
  });
}

/** Who will have to agree, before anybody is asked. */
function demandsOf(base: BaseState, after: ProjectState, { environments }: DiffJson): PreviewJson['demands'] {
  const footprint = footprintOf(base.state, after, [], '', (name) => {
    return environments.find(({ environment }) => environment === name)?.risk.level ?? 'high';
  });
  const own = ruleBookOf(after.project.config);
  const { demands } = judge({ forge: 'local', base: [ruleBookOf(base.config)], own, footprint, evidence: null });
  return demands.map(({ environment, needed, roles }) => ({ environment, needed, roles }));
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
