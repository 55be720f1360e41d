import type { ReactNode } from 'react';
import type { PageContext } from '../../../api/page-context.ts';
import { NewSegmentForm } from './new-segment-form.tsx';

/** A condition or a list that gets a name, for rules to ask for. */
export async function newSegmentPage(
  context: PageContext,
  params: Readonly<Record<string, string>>,
): Promise<ReactNode> {
  const project = params.project ?? '';
  const [{ segments, commit }, { attributes, unit, values, segments: named }, me] = await Promise.all([
    context.read('/v1/segments'),
    context.read('/v1/vocabulary'),
    context.read('/v1/me'),
  ]);
  const access = me.projects.find((each) => each.project === project);
  return (
    <NewSegmentForm
      project={project}
      commit={commit}
      names={segments.map(({ name }) => name)}
      vocabulary={{ attributes, unit, values, segments: named }}
      blocked={(access?.canEdit.length ?? 0) > 0 ? null : 'Viewers see; editors propose'}
    />
  );
}
