import type { ReactNode } from 'react';
import type { PageContext } from '../../../api/page-context.ts';
import { DraftReview } from './draft-review.tsx';

/** The change that is prepared in this browser, as it will look to who reviews it. */
export async function draftPage(context: PageContext, params: Readonly<Record<string, string>>): Promise<ReactNode> {
  const project = params.project ?? '';
  const { projects } = await context.read('/v1/projects');
  const own = projects.find((each) => each.project === project);
  return <DraftReview project={project} commit={own?.commit ?? ''} forge={own?.forge ?? 'local'} />;
}
