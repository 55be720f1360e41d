import type { ReactNode } from 'react';
import type { Operation } from './operation.ts';
import { operationWords } from './operation-words.ts';
import type { Thing } from './thing.ts';

interface Props {
  readonly operation: Operation;
  readonly before: Thing | undefined;
}

/** What an operation does in a line, with what was there struck out. */
export function OperationLine({ operation, before }: Props): ReactNode {
  const { about, from, to, environment, isPlural = false } = operationWords(operation, before);
  return (
    <span className="[overflow-wrap:anywhere]">
      {about}{' '}
      {from === null ? (
        to
      ) : (
        <>
          <span className="sr-only">{isPlural ? 'go' : 'goes'} from </span>
          <del className="rounded-1 bg-danger-soft px-1 font-medium text-danger">{from}</del>{' '}
          <span className="sr-only">to </span>
          <ins className="rounded-1 bg-ok-soft px-1 font-medium text-ok no-underline shadow-[inset_0_-2px_0_var(--ff-ok)]">
            {to}
          </ins>
        </>
      )}
      {environment !== null && <span className="text-text-2"> in {environment}</span>}
    </span>
  );
}
