'use client';
import { type ReactNode, useEffect, useState } from 'react';
import { pagePath } from '../../api/page-paths.ts';
import { Button, buttonClass } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { KeyCap } from '../parts/key-cap.tsx';
import { useNavigation } from '../runtime/navigation.ts';
import { useOnline } from '../runtime/online.ts';
import { useShortcuts } from '../runtime/shortcuts.ts';
import type { DraftHandle } from './draft.ts';
import { OperationLine } from './operation-line.tsx';
import { nameOfOperation } from './thing.ts';
import { useDraft } from './use-draft.ts';
import { usePreview } from './use-preview.ts';
import { type Standing, useStanding } from './use-standing.ts';

interface Props {
  readonly project: string;
  /** The newest commit of the base branch. */
  readonly commit: string;
}

/** How long a discarded draft is offered back, in ms. */
const UNDO_MS = 10_000;

const FRAME =
  'flex flex-wrap items-center gap-x-3 gap-y-2 rounded-3 border border-line-strong border-l-3 bg-surface py-2.5 pr-2.5 pl-4 text-sm shadow-2';

/** What is in the draft, on every page, and the way to its review. */
export function DraftTray({ project, commit }: Props): ReactNode {
  const handle = useDraft(project);
  const { draft, undo, redo, discard, unreadable, forgetUnreadable } = handle;
  const standing = useStanding(project, handle, commit);
  const { go } = useNavigation();
  const [isDiscarded, setDiscarded] = useState(false);
  useShortcuts({
    ...(draft === null ? {} : { 'Control Enter': () => go(pagePath('draft', { project })) }),
    ...(undo === null ? {} : { 'Control z': undo }),
    ...(redo === null ? {} : { 'Control Shift z': redo }),
  });
  useEffect(() => {
    if (!isDiscarded) return;
    const timer = setTimeout(() => setDiscarded(false), UNDO_MS);
    return () => clearTimeout(timer);
  }, [isDiscarded]);
  return (
    <div className="sticky bottom-4 z-10 mt-4 grid gap-2 empty:hidden not-desk:bottom-18">
      {unreadable !== null && (
        <section className={FRAME} aria-label="An older draft">
          <span className="min-w-0 flex-1 not-desk:basis-full">
            A draft of another version of the console is kept in this browser. It cannot be opened.
          </span>
          <Button look="ghost" onPress={() => void navigator.clipboard.writeText(unreadable)}>
            Copy it as text
          </Button>
          <Button look="ghost" onPress={forgetUnreadable}>
            Forget it
          </Button>
        </section>
      )}
      {standing.note !== null && (
        <Said text={standing.note} onClose={standing.forgetNote} label="Close what was said of the draft" />
      )}
      {draft === null && isDiscarded && undo !== null && (
        <Said
          text="Draft discarded"
          label="Close"
          onClose={() => setDiscarded(false)}
          action={
            <Button
              look="ghost"
              onPress={() => {
                undo();
                setDiscarded(false);
              }}
            >
              <Icon name="undo" />
              Undo
            </Button>
          }
        />
      )}
      {draft !== null && (
        <Filled
          project={project}
          commit={commit}
          handle={handle}
          draft={draft}
          standing={standing}
          onDiscard={() => {
            discard();
            setDiscarded(true);
          }}
        />
      )}
    </div>
  );
}

interface SaidProps {
  readonly text: string;
  readonly label: string;
  readonly action?: ReactNode;
  readonly onClose: () => void;
}

const Said = ({ text, label, action, onClose }: SaidProps): ReactNode => (
  <div className={`${FRAME} border-l-accent-fill`} role="status">
    <span className="min-w-0 flex-1">{text}</span>
    {action}
    <Button look="ghost" label={label} onPress={onClose}>
      <Icon name="cross" />
    </Button>
  </div>
);

interface FilledProps extends Props {
  readonly handle: DraftHandle;
  readonly draft: NonNullable<DraftHandle['draft']>;
  readonly standing: Standing;
  readonly onDiscard: () => void;
}

function Filled({ project, commit, handle, draft, standing, onDiscard }: FilledProps): ReactNode {
  const isOnline = useOnline();
  const { query } = usePreview(project, isOnline ? draft : null, commit);
  const { operations, before } = draft;
  const places = new Set(operations.map((each) => ('flag' in each && 'environment' in each ? each.environment : null)));
  const [place] = places;
  const errors = query.data?.diagnostics.filter(({ severity }) => severity === 'error') ?? [];
  const count = standing.conflicts.length;
  const trouble = ((): string | null => {
    if (count > 0) return `${count} conflict${count === 1 ? '' : 's'} with what landed`;
    if (errors.length > 0) return `${errors.length} problem${errors.length === 1 ? '' : 's'}: ${errors[0]?.message}`;
    return null;
  })();
  const last = operations.at(-1);
  const more = operations.length - 1;
  const edge = trouble === null ? 'border-l-accent-fill' : count > 0 ? 'border-l-warn' : 'border-l-danger';
  return (
    <section className={`${FRAME} ${edge}`} aria-label="Your draft">
      <span className="min-w-0 flex-1 not-desk:basis-full">
        <b className="font-semibold">Draft</b>{' '}
        <span className="text-text-2">
          {operations.length} change{more === 0 ? '' : 's'}
          {places.size === 1 && place !== null && place !== undefined ? ` in ${place}` : ''}:
        </span>{' '}
        {last !== undefined && <OperationLine operation={last} before={before[nameOfOperation(last)]} />}
        {more > 0 && <span className="text-text-2">, and {more} more</span>}{' '}
        {trouble !== null ? (
          <span
            role="status"
            className={`inline-flex items-center gap-1 font-medium ${count > 0 ? 'text-warn' : 'text-danger'}`}
          >
            <Icon name="warning" />
            {trouble}
          </span>
        ) : (
          <span className={`text-xs ${handle.isKept ? 'text-text-3 not-desk:hidden' : 'font-medium text-warn'}`}>
            {!handle.isKept
              ? 'this browser has no room for it: it ends with this page'
              : isOnline
                ? 'kept in this browser'
                : 'you are offline: it is kept in this browser'}
          </span>
        )}
      </span>
      <Button look="ghost" className="not-desk:h-10 not-desk:flex-1" onPress={onDiscard}>
        <Icon name="undo" />
        Discard
      </Button>
      <a
        href={pagePath('draft', { project })}
        className={`${buttonClass(trouble === null ? 'primary' : 'plain')} not-desk:h-10 not-desk:flex-1`}
      >
        {count > 0 ? 'Settle the conflict' : errors.length > 0 ? 'See the problem' : 'Review change'}{' '}
        <span className="not-desk:hidden">
          <KeyCap>Ctrl ↵</KeyCap>
        </span>
      </a>
    </section>
  );
}
