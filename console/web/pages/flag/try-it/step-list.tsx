import { Fragment, type ReactNode } from 'react';
import { Icon, type IconName } from '../../../parts/icon.tsx';
import { alignSteps, type MergedPiece, mergeLines, type StepPair } from './align-steps.ts';
import type { StepWords } from './step-words.ts';

interface Props {
  readonly live: readonly StepWords[];
  /** null: there is none. */
  readonly draft: readonly StepWords[] | null;
}

const MARKS: Readonly<Record<StepWords['mark'], readonly [icon: IconName, className: string, word: string]>> = {
  open: ['check', 'text-ok', 'goes on'],
  'passed-by': ['minus', 'text-text-3', 'not taken'],
  closed: ['cross', 'text-danger', 'ends here'],
  decided: ['check', 'text-ok', 'decides'],
};

/** Each step in the order of the ladder, up to the one that decides; where the draft differs, both are said. */
export function StepList({ live, draft }: Props): ReactNode {
  const pairs = alignSteps(live, draft ?? live);
  return (
    <ol aria-label="Step by step" className="-mx-2 grid text-xs/5">
      {pairs.map((pair) => (
        <StepRow key={pair.id} pair={pair} />
      ))}
    </ol>
  );
}

function StepRow({ pair }: { readonly pair: StepPair }): ReactNode {
  const step = pair.draft ?? pair.live;
  if (step === null) return null;
  const [icon, colour, word] = MARKS[step.mark];
  const isEnd = pair.draft !== null && (step.mark === 'decided' || step.mark === 'closed');
  return (
    <li
      data-step={step.id}
      className={`grid grid-cols-[1rem_minmax(4.5rem,1fr)_minmax(0,2.6fr)] items-start gap-x-2 rounded-2 px-2 py-0.5 ${isEnd ? 'bg-selected' : ''}`}
    >
      <Icon name={icon} className={`mt-0.5 ${colour}`} />
      <span className="text-text-2 [overflow-wrap:anywhere]">
        {step.label}
        <span className="sr-only">, {word}:</span>
      </span>
      <span className="[overflow-wrap:anywhere]">
        <Both pair={pair} />
      </span>
    </li>
  );
}

function Both({ pair }: { readonly pair: StepPair }): ReactNode {
  const merged = mergeLines(pair);
  if (merged !== null) return <Lines lines={merged} />;
  return (
    <>
      {pair.live !== null && (
        <span className="block text-text-2">
          <Side text={pair.draft === null ? 'live only' : 'live'} /> <Lines lines={linesOf(pair.live)} />
        </span>
      )}
      {pair.draft !== null && (
        <span className="block">
          <Side text={pair.live === null ? 'draft only' : 'draft'} isDraft /> <Lines lines={linesOf(pair.draft)} />
        </span>
      )}
    </>
  );
}

const Side = ({ text, isDraft = false }: { readonly text: string; readonly isDraft?: boolean }): ReactNode => (
  <b className={`font-semibold ${isDraft ? 'text-accent' : 'text-text-2'}`}>{text}:</b>
);

const linesOf = ({ lines }: StepWords): readonly (readonly MergedPiece[])[] =>
  lines.map((line) => line.map((piece) => ({ ...piece, before: null })));

const Lines = ({ lines }: { readonly lines: readonly (readonly MergedPiece[])[] }): ReactNode =>
  lines.map((line, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: lines of a step have no other name, and do not move
    <Fragment key={index}>
      {index > 0 && '. '}
      {line.map((piece, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: nor do the words of a line
        <Said key={at} piece={piece} />
      ))}
    </Fragment>
  ));

const SHORT = 20;

function Said({ piece: { look, text, before } }: { readonly piece: MergedPiece }): ReactNode {
  // A name breaks only where there is no room for it.
  const isShort = text.length <= SHORT;
  const className = {
    plain: '',
    figure: 'font-semibold whitespace-nowrap',
    name: isShort ? 'font-mono whitespace-nowrap' : 'font-mono',
  }[look];
  if (before === null) return className === '' ? text : <span className={className}>{text}</span>;
  return (
    <>
      <del className={`text-text-2 ${className}`}>
        <span className="sr-only">live </span>
        {before}
      </del>{' '}
      <ins className={`text-accent no-underline ${className}`}>
        <span className="sr-only">draft </span>
        {text}
      </ins>
    </>
  );
}
