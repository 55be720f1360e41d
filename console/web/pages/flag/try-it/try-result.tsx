import type { Snapshot } from '@flagforge/sdk/engine';
import { type ReactNode, useEffect, useMemo } from 'react';
import { Note } from '../../../parts/note.tsx';
import { AnswerPair } from './answer-pair.tsx';
import { AskElsewhere } from './ask-elsewhere.tsx';
import { type Answer, askEngine } from './ask-engine.ts';
import { curlLine, explainLine } from './command-lines.ts';
import type { ContextObject } from './context-text.ts';
import { crowdOf } from './crowd.ts';
import { CrowdTable } from './crowd-table.tsx';
import { setLanding } from './landing.ts';
import { StepList } from './step-list.tsx';
import type { DraftSide } from './use-sides.ts';
import { WhenChoice } from './when-choice.tsx';

interface Props {
  readonly flag: string;
  readonly environment: string;
  /** `Live, v42` */
  readonly liveLabel: string;
  /** null: the environment does not have it. */
  readonly live: Snapshot | null;
  readonly draft: DraftSide;
  readonly context: ContextObject;
  /** The time that was chosen, UTC epoch ms; null: now. */
  readonly at: number | null;
  readonly now: number;
  readonly onAt: (at: number | null) => void;
  /** What the context is called on the ladder; null: it is not told there. */
  readonly who: string | null;
}

/** What comes out: the answers, what led to them, and what others would get. */
export function TryResult(props: Props): ReactNode {
  const { flag, environment, live, draft, context, at, now, onAt, who } = props;
  const drafted = draft.kind === 'ready' ? draft.snapshot : undefined;
  const question = useMemo(() => ({ flag, context, now }), [flag, context, now]);
  const answers = useMemo(
    () => ({
      live: askEngine(live, question),
      draft: drafted === undefined ? null : askEngine(drafted, question),
      crowd: crowdOf(live, drafted, question),
    }),
    [live, drafted, question],
  );
  const endLive = endOf(answers.live);
  const endDraft = answers.draft === null ? undefined : endOf(answers.draft);
  useEffect(() => {
    setLanding(who === null ? null : { who, live: endLive, draft: endDraft });
    return () => setLanding(null);
  }, [who, endLive, endDraft]);
  const flagOf = (snapshot: Snapshot | null | undefined) => snapshot?.flags.find(({ key }) => key === flag);
  return (
    <>
      <WhenChoice flags={[flagOf(live), flagOf(drafted)]} at={at} onChange={onAt} />
      <AnswerPair
        liveLabel={props.liveLabel}
        live={answers.live}
        draft={answers.draft}
        isOld={draft.kind === 'ready' && draft.isOld}
        isBoolean={(flagOf(drafted) ?? flagOf(live))?.type === 'boolean'}
      />
      {draft.kind === 'problem' && <Note tone="warn">{draft.why}</Note>}
      {draft.kind === 'asked' && <p className="text-xs text-text-3">Compiling your draft</p>}
      <StepList live={answers.live.steps} draft={answers.draft?.steps ?? null} />
      {answers.crowd !== null && <CrowdTable crowd={answers.crowd} hasDraft={answers.draft !== null} />}
      <AskElsewhere explain={explainLine({ flag, environment, context, at })} curl={curlLine({ flag, context })} />
    </>
  );
}

/** The step that decided. */
const endOf = ({ steps }: Answer): string | null => steps.at(-1)?.id ?? null;
