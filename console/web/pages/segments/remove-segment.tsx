'use client';
import type { ReactNode } from 'react';
import type { OneSegmentJson } from '../../../api/overview-json.ts';
import { useDraft } from '../../draft/use-draft.ts';
import { Button } from '../../parts/button.tsx';

interface Props {
  readonly project: string;
  readonly segment: OneSegmentJson;
  /** Why the reader may not; null: they may. */
  readonly blocked: string | null;
}

/** Puts the end of a segment into the draft, once nothing asks for it any more. */
export function RemoveSegment({ project, segment, blocked }: Props): ReactNode {
  const { add, draft } = useDraft(project);
  const { file, commit, source, edited, uses } = segment;
  const isInDraft = draft?.operations.some((each) => each.file === file && each.kind === 'set-text') === true;
  const whyNot = ((): string | undefined => {
    if (blocked !== null) return blocked;
    const [first, ...others] = uses.map(({ name }) => name);
    if (first !== undefined) {
      const more = others.length === 0 ? '' : ` and ${others.length === 1 ? others[0] : `${others.length} more`}`;
      return `${first}${more} still ${others.length === 0 ? 'asks' : 'ask'} for it`;
    }
    return isInDraft ? 'It is in your draft' : undefined;
  })();
  return (
    <span className="flex flex-wrap items-center gap-2">
      {whyNot !== undefined && <span className="text-xs text-text-3">{whyNot}</span>}
      <Button
        look="ghost"
        blocked={whyNot}
        onPress={() => add({ kind: 'set-text', file, text: null }, commit, { segment: edited, source })}
      >
        Remove
      </Button>
    </span>
  );
}
