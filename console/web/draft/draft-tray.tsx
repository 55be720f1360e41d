'use client';
import { type ReactNode, useState } from 'react';
import { pagePath } from '../../api/page-paths.ts';
import { Button, buttonClass } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { KeyCap } from '../parts/key-cap.tsx';
import { useNavigation } from '../runtime/navigation.ts';
import { useShortcuts } from '../runtime/shortcuts.ts';
import { operationWords } from './operation-words.ts';
import { useDraft } from './use-draft.ts';

/** What is in the draft, on every page, and the way to its review. */
export function DraftTray({ project }: { readonly project: string }): ReactNode {
  const { draft, undo, redo, discard } = useDraft(project);
  const { go } = useNavigation();
  const [isDiscarded, setDiscarded] = useState(false);
  const review = pagePath('draft', { project });
  useShortcuts({
    ...(draft === null ? {} : { 'Control Enter': () => go(review) }),
    ...(undo === null ? {} : { 'Control z': undo }),
    ...(redo === null ? {} : { 'Control Z': redo }),
  });
  const tray =
    'sticky bottom-4 z-10 mt-4 flex flex-wrap items-center gap-3 rounded-3 border border-line-strong border-l-3 border-l-accent-fill bg-surface py-2.5 pr-2.5 pl-4 text-sm shadow-2 not-desk:bottom-18';
  if (draft === null) {
    if (!isDiscarded || undo === null) return null;
    return (
      <div className={tray} role="status">
        <span className="flex-1">Draft discarded</span>
        <Button
          look="ghost"
          onPress={() => {
            undo();
            setDiscarded(false);
          }}
        >
          Undo
        </Button>
        <Button look="ghost" label="Close" onPress={() => setDiscarded(false)}>
          <Icon name="cross" />
        </Button>
      </div>
    );
  }
  const [first] = draft.operations;
  const more = draft.operations.length - 1;
  return (
    <section className={tray} aria-label="Your draft">
      <span className="min-w-0 flex-1">
        <b className="font-semibold">Draft</b>{' '}
        <span className="text-text-2">
          {draft.operations.length} change{more === 0 ? '' : 's'}:
        </span>{' '}
        {first !== undefined && operationWords(first)}
        {more > 0 && `, and ${more} more`}{' '}
        <span className="text-xs text-text-3 not-desk:hidden">kept in this browser</span>
      </span>
      <Button
        look="ghost"
        onPress={() => {
          discard();
          setDiscarded(true);
        }}
      >
        <Icon name="undo" />
        Discard
      </Button>
      <a href={review} className={buttonClass('primary')}>
        Review change <KeyCap>Ctrl ↵</KeyCap>
      </a>
    </section>
  );
}
