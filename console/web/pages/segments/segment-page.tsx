import type { ReactNode } from 'react';
import type { PageContext } from '../../../api/page-context.ts';
import { pagePath } from '../../../api/page-paths.ts';
import { Card } from '../../parts/card.tsx';
import { ProblemView } from '../../parts/problem-view.tsx';
import { ValueToken } from '../../parts/tokens.tsx';
import { SegmentSentence, usesOf } from './segments-page.tsx';

/** One segment: who is in it, and what hangs on it. */
export async function segmentPage(context: PageContext, params: Readonly<Record<string, string>>): Promise<ReactNode> {
  const project = params.project ?? '';
  const { segments } = await context.read('/v1/segments');
  const segment = segments.find(({ name }) => name === params.segment);
  if (segment === undefined)
    return <ProblemView isInner problem={{ status: 404, title: `There is no segment ${params.segment ?? ''}` }} />;
  const { name, description, file, included, include, excluded, exclude, usedBy } = segment;
  const lists = [
    ['Always in', included, include],
    ['Never in', excluded, exclude],
  ] as const;
  return (
    <div className="grid min-w-0 gap-4">
      <div className="grid gap-1">
        <p className="text-sm text-text-2">
          <a href={pagePath('segments', { project })} className="hover:underline">
            Segments
          </a>{' '}
          <span className="text-text-3">/</span>
        </p>
        <h1 className="font-mono text-2xl font-semibold [overflow-wrap:anywhere]">{name}</h1>
        {description !== null && <p className="text-text-2">{description}</p>}
        <code className="font-mono text-xs text-text-3">{file}</code>
      </div>
      <div className="grid min-w-0 items-start gap-6 wide:grid-cols-[minmax(0,1fr)_var(--ff-aside-w)]">
        <Card title="Who is in it">
          <div className="grid gap-4">
            <SegmentSentence segment={segment} />
            {lists.map(([title, count, units]) =>
              count === 0 ? null : (
                <div key={title} className="grid gap-1">
                  <h3 className="text-xs text-text-3">{title}</h3>
                  <p className="flex flex-wrap gap-1">
                    {units.map((unit) => (
                      <ValueToken key={unit}>{unit}</ValueToken>
                    ))}
                    {count > units.length && <span className="text-text-2">and {count - units.length} more</span>}
                  </p>
                </div>
              ),
            )}
          </div>
        </Card>
        <Card title="Where it is used" hint={usesOf(segment)}>
          <ul className="grid gap-1.5 text-sm">
            {usedBy.flags.map((flag) => (
              <li key={flag}>
                <a href={pagePath('flag', { project, flag })} className="font-mono text-accent hover:underline">
                  {flag}
                </a>
              </li>
            ))}
            {usedBy.segments.map((other) => (
              <li key={other}>
                segment{' '}
                <a
                  href={pagePath('segment', { project, segment: other })}
                  className="font-mono text-accent hover:underline"
                >
                  {other}
                </a>
              </li>
            ))}
          </ul>
        </Card>
      </div>
    </div>
  );
}
