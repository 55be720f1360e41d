/** Reads again what a draft touches. */
import { ApiError } from '../runtime/api-error.ts';
import { readApi } from '../runtime/call-api.ts';
import type { Draft, EditedFlag, EditedSegment, EditedSettings } from './draft.ts';
import { flagsOf, type NewBase, segmentsOf, touchesSettings } from './rebase-draft.ts';

/** @throws Error where something landed between two reads: asked again. */
export async function loadBase(project: string, draft: Draft): Promise<NewBase> {
  const { projects } = await readApi('/v1/projects');
  const commit = projects.find((each) => each.project === project)?.commit ?? '';
  const demandCommit = (read: { readonly commit: string }): void => {
    if (read.commit !== commit) throw new Error('something landed between two reads');
  };
  const readFlag = async (id: string): Promise<EditedFlag> => {
    const flag = await readApi('/v1/flags/{id}', { params: { id } });
    demandCommit(flag);
    return { model: flag.model, source: flag.source };
  };
  const readSegment = async (name: string): Promise<EditedSegment> => {
    const { source, edited, ...segment } = await readApi('/v1/segments/{name}', { params: { name } });
    demandCommit(segment);
    return { segment: edited, source };
  };
  const readSettings = async (): Promise<EditedSettings> => {
    const [environments, members] = await Promise.all([readApi('/v1/environments'), readApi('/v1/members')]);
    demandCommit(environments);
    demandCommit(members);
    return { environments: environments.environments, people: members.people, access: members.access };
  };
  const [flags, segments, settings] = await Promise.all([
    readEach(flagsOf(draft), readFlag),
    readEach(segmentsOf(draft), readSegment),
    touchesSettings(draft) ? readSettings() : null,
  ]);
  return { commit, flags, segments, ...(settings === null ? {} : { settings }) };
}

/** By name; null: it is not there. */
async function readEach<T>(
  names: readonly string[],
  read: (name: string) => Promise<T>,
): Promise<Readonly<Record<string, T | null>>> {
  const entries = await Promise.all(
    names.map(async (name): Promise<readonly [string, T | null]> => {
      try {
        return [name, await read(name)];
      } catch (error) {
        if (error instanceof ApiError && error.problem.status === 404) return [name, null];
        throw error;
      }
    }),
  );
  return Object.fromEntries(entries);
}
