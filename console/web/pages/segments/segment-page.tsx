import type { ReactNode } from 'react';
import type { OneSegmentJson } from '../../../api/overview-json.ts';
import type { PageContext } from '../../../api/page-context.ts';
import { pagePath } from '../../../api/page-paths.ts';
import { Card } from '../../parts/card.tsx';
import { RemoveSegment } from './remove-segment.tsx';
import { SegmentCard } from './segment-card.tsx';
import { usesOf } from './segments-page.tsx';

/** One segment: who is in it, and what hangs on it. */
export async function segmentPage(context: PageContext, params: Readonly<Record<string, string>>): Promise<ReactNode> {
  const { project = '', segment: wanted = '' } = params;
  const [segment, { attributes, unit, values, segments }, me] = await Promise.all([
    context.read('/v1/segments/{name}', { params: { name: wanted } }),
    context.read('/v1/vocabulary'),
    context.read('/v1/me'),
  ]);
  const access = me.projects.find((each) => each.project === project);
  const blocked = (access?.canEdit.length ?? 0) > 0 ? null : 'Viewers see; editors propose';
  const { name, file } = segment;
  // One that asks for itself would never end.
  const vocabulary = { attributes, unit, values, segments: segments.filter((each) => each.name !== name) };
  return (
    <div className="grid min-w-0 gap-4">
      <div className="flex flex-wrap items-end gap-x-4 gap-y-2">
        <div className="grid min-w-0 flex-1 basis-60 gap-1">
          <p className="text-sm text-text-2">
            <a href={pagePath('segments', { project })} className="hover:underline">
              Segments
            </a>{' '}
            <span className="text-text-3">/</span>
          </p>
          <h1 className="font-mono text-2xl font-semibold [overflow-wrap:anywhere]">{name}</h1>
          <code className="font-mono text-xs text-text-3">{file}</code>
        </div>
        <RemoveSegment project={project} segment={segment} blocked={blocked} />
      </div>
      <div className="grid min-w-0 items-start gap-6 wide:grid-cols-[minmax(0,1fr)_var(--ff-aside-w)]">
        <SegmentCard project={project} segment={segment} vocabulary={vocabulary} blocked={blocked} />
        <Uses project={project} segment={segment} />
      </div>
    </div>
  );
}

/** Who asks for it, and where: whoever edits it changes them all. */
const Uses = ({ project, segment }: { readonly project: string; readonly segment: OneSegmentJson }): ReactNode => (
  <Card title="Where it is used" hint={usesOf(segment)} isPadded={false}>
    {segment.uses.length === 0 ? (
      <p className="px-4 py-3 text-sm text-text-3">No rule and no other segment asks for it.</p>
    ) : (
      <ul className="divide-y divide-line text-sm">
        {segment.uses.map(({ kind, name, places }) => (
          <li key={`${kind} ${name}`} className="px-4 py-2">
            {kind === 'segment' && 'segment '}
            <a
              href={
                kind === 'segment'
                  ? pagePath('segment', { project, segment: name })
                  : pagePath('flag', { project, flag: name })
              }
              className="font-mono text-accent hover:underline"
            >
              {name}
            </a>
            <span className="block text-xs text-text-3">{places.join('; ')}</span>
          </li>
        ))}
      </ul>
    )}
  </Card>
);
