import type { ReactNode } from 'react';
import type { SegmentJson } from '../../../api/overview-json.ts';
import type { PageContext } from '../../../api/page-context.ts';
import { pagePath } from '../../../api/page-paths.ts';
import { buttonClass } from '../../parts/button-class.ts';
import { Empty } from '../../parts/empty.tsx';
import { Icon } from '../../parts/icon.tsx';
import { ValueToken } from '../../parts/tokens.tsx';
import { ConditionSentence } from '../../sentences/condition-sentence.tsx';
import { DraftSegments } from './draft-segments.tsx';

/** Conditions and lists that rules share. */
export async function segmentsPage(context: PageContext, params: Readonly<Record<string, string>>): Promise<ReactNode> {
  const project = params.project ?? '';
  const [{ segments }, me] = await Promise.all([context.read('/v1/segments'), context.read('/v1/me')]);
  const canEdit = (me.projects.find((each) => each.project === project)?.canEdit.length ?? 0) > 0;
  const create = canEdit && (
    <a href={pagePath('newSegment', { project })} className={buttonClass('primary')}>
      <Icon name="plus" />
      New segment
    </a>
  );
  return (
    <div className="grid min-w-0 gap-4">
      <div className="flex flex-wrap items-center gap-3">
        <h1 className="text-xl font-semibold tracking-[-0.011em]">Segments</h1>
        <span className="text-sm text-text-3">{segments.length} that rules share</span>
        <span className="ml-auto">{segments.length > 0 && create}</span>
      </div>
      <DraftSegments project={project} names={segments.map(({ name }) => name)} />
      {segments.length === 0 ? (
        <Empty title="No segments yet" text="A condition that several rules ask can have a name.">
          {create}
        </Empty>
      ) : (
        <ul className="divide-y divide-line rounded-3 border border-line bg-surface">
          {segments.map((segment) => (
            <li key={segment.name} className="relative grid gap-1 px-4 py-3 hover:bg-hover">
              <p className="flex flex-wrap items-baseline gap-x-3">
                <a
                  href={pagePath('segment', { project, segment: segment.name })}
                  className="font-mono font-semibold after:absolute after:inset-0"
                >
                  {segment.name}
                </a>
                <span className="text-sm text-text-2">{segment.description}</span>
                <span className="ml-auto text-xs text-text-3">{usesOf(segment)}</span>
              </p>
              <SegmentSentence segment={segment} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Who is in it, in a sentence. */
export function SegmentSentence({ segment }: { readonly segment: SegmentJson }): ReactNode {
  const { if: condition, included, excluded } = segment;
  return (
    <p className="text-md/6.5">
      {condition !== null && (
        <>
          Who <ConditionSentence text={condition} />
        </>
      )}
      {condition === null && included === 0 && 'Nobody'}
      {included > 0 && (
        <span className="block">
          {condition === null ? '' : <span className="text-text-2">and always </span>}
          <ValueToken>{included === 1 ? '1 unit' : `${included.toLocaleString('en')} units`}</ValueToken>{' '}
          <span className="text-text-2">by name</span>
        </span>
      )}
      {excluded > 0 && (
        <span className="block">
          <span className="text-text-2">and never</span>{' '}
          <ValueToken>{excluded === 1 ? '1 unit' : `${excluded.toLocaleString('en')} units`}</ValueToken>{' '}
          <span className="text-text-2">by name</span>
        </span>
      )}
    </p>
  );
}

export function usesOf({ usedBy: { flags, segments } }: SegmentJson): string {
  const parts = [
    ...(flags.length === 0 ? [] : [flags.length === 1 ? '1 flag' : `${flags.length} flags`]),
    ...(segments.length === 0 ? [] : [segments.length === 1 ? '1 segment' : `${segments.length} segments`]),
  ];
  return parts.length === 0 ? 'nothing uses it' : `used by ${parts.join(' and ')}`;
}
