'use client';
import type { ReactNode } from 'react';
import type { DraftHandle } from '../../draft/draft.ts';
import { OperationLine } from '../../draft/operation-line.tsx';
import { operationText } from '../../draft/operation-words.ts';
import { placeOfOperation } from '../../draft/place-of-operation.ts';
import { nameOfOperation } from '../../draft/thing.ts';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { Icon } from '../../parts/icon.tsx';
import { useShortcuts } from '../../runtime/shortcuts.ts';

/** Each edit of the draft, to be taken out again, and the steps back and forth. */
export function DraftList({ project, handle }: { readonly project: string; readonly handle: DraftHandle }): ReactNode {
  const { draft, undo, redo, remove, isKept } = handle;
  useShortcuts({
    ...(undo === null ? {} : { 'Control z': undo }),
    ...(redo === null ? {} : { 'Control Shift z': redo }),
  });
  if (draft === null) return null;
  return (
    <Card
      title="In this draft"
      isPadded={false}
      action={
        <span className="flex gap-1">
          <Button
            size="small"
            look="ghost"
            blocked={undo === null ? 'Nothing to undo' : undefined}
            onPress={() => undo?.()}
          >
            Undo
          </Button>
          <Button
            size="small"
            look="ghost"
            blocked={redo === null ? 'Nothing to redo' : undefined}
            onPress={() => redo?.()}
          >
            Redo
          </Button>
        </span>
      }
    >
      <ul className="divide-y divide-line">
        {draft.operations.map((operation, index) => {
          const name = nameOfOperation(operation);
          const before = draft.before[name];
          const place = placeOfOperation(project, operation);
          return (
            <li key={name} className="flex items-center gap-2 px-4 py-2 text-sm">
              <span className="min-w-0 flex-1">
                {place === null ? (
                  <OperationLine operation={operation} before={before} />
                ) : (
                  <a className="underline-offset-3 hover:underline" href={place}>
                    <OperationLine operation={operation} before={before} />
                  </a>
                )}
              </span>
              <Button
                look="ghost"
                size="small"
                className="not-desk:size-10"
                label={`Take out: ${operationText(operation, before)}`}
                onPress={() => remove(index)}
              >
                <Icon name="cross" />
              </Button>
            </li>
          );
        })}
      </ul>
      <p className={`border-t border-line px-4 py-2 text-xs ${isKept ? 'text-text-3' : 'text-warn'}`}>
        {isKept
          ? 'Only you see it. It is kept in this browser.'
          : 'This browser has no room for it: it ends with this page.'}
      </p>
    </Card>
  );
}
