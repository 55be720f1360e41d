import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useDeferredValue, useEffect, useRef, useState } from 'react';
import type { SampleContextJson, VocabularyJson } from '../../../../api/vocabulary-json.ts';
import { Card } from '../../../parts/card.tsx';
import { ErrorNote } from '../../../parts/error-note.tsx';
import { KeyCap } from '../../../parts/key-cap.tsx';
import { readApi } from '../../../runtime/call-api.ts';
import { useShortcuts } from '../../../runtime/shortcuts.ts';
import { ContextEditor, ViewChoice } from './context-editor.tsx';
import { withAttribute } from './edit-context.ts';
import { TryResult } from './try-result.tsx';
import { useContextOf } from './use-context.ts';
import { useSides } from './use-sides.ts';

export interface TryItProps {
  readonly project: string;
  readonly flag: string;
  readonly environment: string;
  /** The newest commit of the base branch. */
  readonly commit: string;
  /** What is served; null: nothing was published. */
  readonly version: number | null;
  /** What the project hashes. */
  readonly unit: readonly string[];
}

/** The panel, once it is loaded: what it needs to begin with is asked for first. */
export function TryIt(props: TryItProps): ReactNode {
  const { data: vocabulary, isPending } = useQuery({
    queryKey: ['vocabulary', props.project],
    queryFn: () => readApi('/v1/vocabulary'),
    staleTime: 60_000,
  });
  if (isPending)
    return (
      <Card title="Try it" icon="flask">
        <p className="min-h-40 animate-[appear_0s_150ms_both] text-sm text-text-3">Loading</p>
      </Card>
    );
  // Without samples it can be tried all the same.
  return <Panel {...props} vocabulary={vocabulary ?? null} />;
}

interface PanelProps extends TryItProps {
  readonly vocabulary: VocabularyJson | null;
}

function Panel({ project, flag, environment, commit, version, unit, vocabulary }: PanelProps): ReactNode {
  const samples = vocabulary?.contexts ?? [];
  const somebody: SampleContextJson = { name: '', context: withAttribute({}, unit, 'someone') };
  const handle = useContextOf(project, samples[0] ?? somebody);
  const { live, error, retry, draft } = useSides(project, flag, environment, commit);
  const [at, setAt] = useState<number | null>(null);
  const now = useNow();
  const field = useRef<HTMLElement | null>(null);
  const focus = (): void => {
    field.current?.scrollIntoView({ block: 'center' });
    field.current?.focus();
  };
  useShortcuts({ t: focus });
  // Answers may follow a moment later than the letters that are typed.
  const context = useDeferredValue(handle.context);
  const box = (element: HTMLElement | null): void => {
    if (element !== null) field.current = element;
  };
  return (
    <Card title="Try it" icon="flask" hint={<KeyCap>t</KeyCap>} action={<ViewChoice handle={handle} />}>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
        <ContextEditor
          handle={handle}
          live={live ?? null}
          draft={draft.kind === 'ready' ? draft.snapshot : null}
          flag={flag}
          vocabulary={vocabulary}
          box={box}
        />
        {error !== null && error !== undefined && <ErrorNote error={error} retry={retry} />}
        {live !== undefined && (
          <TryResult
            flag={flag}
            environment={environment}
            liveLabel={version === null ? 'Merged' : `Live, v${version}`}
            live={live}
            draft={draft}
            context={context}
            at={at}
            now={at ?? now}
            onAt={setAt}
            // Before somebody tries something, the ladder says nothing of it.
            who={handle.isTouched || at !== null ? nameOf(handle.sample) : null}
          />
        )}
      </div>
    </Card>
  );
}

/** `orders/us-buyer` is us-buyer to who has chosen it. */
const nameOf = (sample: string | null): string => sample?.split('/').at(-1) || 'your context';

/** How long an answer for now is of now, in ms. */
const NOW_MS = 15_000;

/** The time, as it goes on. UTC epoch ms. */
function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), NOW_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
