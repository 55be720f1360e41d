'use client';
import type { ReactNode } from 'react';
import type { DraftHandle } from '../../draft/draft.ts';
import type { Operation } from '../../draft/operation.ts';
import { mineText, nameOfFile, thingText } from '../../draft/operation-words.ts';
import type { Conflict } from '../../draft/rebase-draft.ts';
import { nameOfOperation } from '../../draft/thing.ts';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';

interface Props {
  readonly conflicts: readonly Conflict[];
  readonly handle: DraftHandle;
}

/** Where somebody else changed the same meanwhile: what you want, what is there now, and what was there; one of them counts. */
export const DraftConflicts = ({ conflicts, handle }: Props): ReactNode =>
  conflicts.map((conflict) => <OneConflict key={conflict.name} conflict={conflict} handle={handle} />);

function OneConflict({ conflict, handle }: { readonly conflict: Conflict; readonly handle: DraftHandle }): ReactNode {
  const { name, operation, kind, before, theirs } = conflict;
  const takeOut = (): void => {
    const index = handle.draft?.operations.findIndex((each) => nameOfOperation(each) === name) ?? -1;
    if (index >= 0) handle.remove(index);
  };
  const what = subjectOf(operation);
  if (kind === 'gone') {
    return (
      <Card title={`${what} is gone`} hint="somebody removed or archived it meanwhile">
        <p className="mb-3">There is nothing left to change. Your edit of it stays here until you take it out.</p>
        <Button onPress={takeOut}>Take it out of the draft</Button>
      </Card>
    );
  }
  const columns = [
    { title: 'Yours', text: mineText(operation) },
    { title: 'There now', text: thingText(operation, theirs) },
    { title: 'Before', text: thingText(operation, before) },
  ];
  const [title, hint] =
    kind === 'taken'
      ? [`${what} is there by now`, 'somebody made one of the same name']
      : [conflictTitle(conflict), 'somebody else changed it meanwhile'];
  return (
    <Card title={title} hint={hint}>
      <div className="grid gap-3 desk:grid-cols-3">
        {columns.map((column) => (
          <section key={column.title} aria-label={column.title} className="min-w-0 rounded-2 border border-line p-3">
            <h3 className="mb-1 text-xs font-semibold text-text-2">{column.title}</h3>
            <p className="max-h-60 overflow-auto text-sm whitespace-pre-wrap [overflow-wrap:anywhere]">{column.text}</p>
          </section>
        ))}
      </div>
      <div className="mt-3 flex flex-wrap items-center gap-3">
        {kind === 'changed' && (
          <Button className="not-desk:h-10" onPress={() => handle.keepMine(name, theirs)}>
            Keep mine
          </Button>
        )}
        <Button className="not-desk:h-10" onPress={takeOut}>
          {kind === 'changed' ? 'Take what is there now' : 'Take mine out of the draft'}
        </Button>
        {kind === 'taken' && <p className="text-sm text-text-2">A new one needs another name: make it anew.</p>}
      </div>
    </Card>
  );
}

const THINGS = {
  'set-enabled': 'The switch',
  'set-targets': 'The targets',
  'set-rules': 'The rules',
  'set-default': 'Otherwise',
  'set-schedule': 'The schedule',
  'set-killed': 'The kill switch',
  'set-archived': 'The end',
  'set-facts': 'What is said',
  'set-policy': 'Who has to agree',
  'set-members': 'Who may do what',
  'set-segment': 'What is said',
  'set-text': 'The text',
  'edit-file': 'The file',
} as const;

/** `The rules of new-checkout in production` */
function conflictTitle({ operation }: Conflict): string {
  const thing = THINGS[operation.kind];
  if (operation.kind === 'set-members') return thing;
  const of = operation.kind === 'set-policy' ? '' : ` of ${subjectOf(operation)}`;
  const place = 'environment' in operation ? ` in ${operation.environment}` : '';
  return `${thing}${of}${place}`;
}

/** What an operation is about: a flag, an environment, a segment, a file. */
function subjectOf(operation: Operation): string {
  if ('flag' in operation) return operation.flag;
  if (operation.kind === 'set-policy') return operation.environment;
  return operation.kind === 'set-segment' ? `segment ${operation.segment}` : nameOfFile(operation.file);
}
