'use client';
import type { ReactNode } from 'react';
import { useDraft } from '../../draft/use-draft.ts';
import { Button } from '../../parts/button.tsx';

interface Props {
  readonly project: string;
  readonly flag: string;
  readonly file: string;
  readonly commit: string;
  /** Flags that need it: they would have nothing to ask. */
  readonly requiredBy: readonly string[];
  /** Groups of flagforge.yaml that have a slot for it. */
  readonly groups: readonly string[];
  /** Why the reader may not; null: they may. */
  readonly blocked: string | null;
}

/** Puts the end of a flag into the draft. Its file stays, so that its key is never given to another one. */
export function ArchiveButton({ project, flag, file, commit, requiredBy, groups, blocked }: Props): ReactNode {
  const { add, draft } = useDraft(project);
  const isInDraft = draft?.operations.some((each) => each.kind === 'set-archived' && each.flag === flag) === true;
  const whyNot = ((): string | undefined => {
    if (blocked !== null) return blocked;
    if (requiredBy.length > 0) return `${requiredBy.join(', ')} still ${requiredBy.length === 1 ? 'needs' : 'need'} it`;
    if (groups.length > 0)
      return `It has a slot in the group ${groups.join(', ')}, which flagforge.yaml has to lose first`;
    return isInDraft ? 'It is in your draft' : undefined;
  })();
  return (
    <Button look="ghost" blocked={whyNot} onPress={() => add({ kind: 'set-archived', flag, file }, commit)}>
      Archive
    </Button>
  );
}
