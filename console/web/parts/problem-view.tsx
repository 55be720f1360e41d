'use client';
import type { ReactNode } from 'react';
import type { ProblemJson } from '../../api/problem-json.ts';
import { Icon } from './icon.tsx';

interface Props {
  readonly problem: ProblemJson;
  readonly retry?: () => void;
  /** Inside the shell, which is a page already. */
  readonly isInner?: boolean;
  /** What else helps. */
  readonly children?: ReactNode;
}

/** A page that cannot be shown: what happened, what is still safe, and the next step. */
export function ProblemView({ problem, retry, isInner = false, children }: Props): ReactNode {
  const { status, title, detail, hints = [], code } = problem;
  const Frame = isInner ? 'div' : 'main';
  const isOut = status === 0 || status >= 500;
  return (
    <Frame
      {...(isInner ? {} : { id: 'main' })}
      className="mx-auto grid min-h-[60dvh] max-w-[36rem] content-center gap-3 p-6"
    >
      <h1 className="flex items-center gap-2 text-xl font-semibold">
        <Icon name="warning" className="text-danger" />
        {title}
      </h1>
      {detail !== undefined && <p className="text-text-2">{detail}</p>}
      {hints.map((hint) => (
        <p key={hint} className="text-text-2">
          {hint}
        </p>
      ))}
      {isOut && <p className="text-text-2">Evaluations go on: they do not need this console.</p>}
      <p className="flex items-center gap-3">
        <button
          type="button"
          onClick={retry ?? (() => location.reload())}
          className="h-(--ff-h-md) rounded-2 border border-line-strong bg-surface px-3 font-medium hover:bg-hover"
        >
          Try again
        </button>
        <a className="text-accent underline-offset-2 hover:underline" href="/">
          All flags
        </a>
        {code !== undefined && <code className="ml-auto font-mono text-xs text-text-3">{code}</code>}
      </p>
      {children}
    </Frame>
  );
}
