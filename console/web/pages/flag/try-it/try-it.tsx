import type { Snapshot } from '@flagforge/sdk/engine';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import type { SampleContextJson, VocabularyJson } from '../../../../api/vocabulary-json.ts';
import { Button } from '../../../parts/button.tsx';
import { Card } from '../../../parts/card.tsx';
import { ErrorNote } from '../../../parts/error-note.tsx';
import { KeyCap } from '../../../parts/key-cap.tsx';
import { Menu } from '../../../parts/menu.tsx';
import { readApi } from '../../../runtime/call-api.ts';
import { useShortcuts } from '../../../runtime/shortcuts.ts';
import { contextFields } from './context-fields.ts';
import { ContextForm } from './context-form.tsx';
import { ContextJson } from './context-json.tsx';
import { withAttribute } from './edit-context.ts';
import { TryResult } from './try-result.tsx';
import { type ContextHandle, useContextOf } from './use-context.ts';
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
  const draftSnapshot = draft.kind === 'ready' ? draft.snapshot : null;
  return (
    <Card
      title="Try it"
      icon="flask"
      hint={<KeyCap>t</KeyCap>}
      action={
        samples.length > 0 && (
          <Menu
            label={handle.sample || 'Samples'}
            align="end"
            items={samples.map(({ name }) => ({ id: name, text: name, isChosen: name === handle.sample }))}
            onChoose={(name) => {
              const sample = samples.find((each) => each.name === name);
              if (sample !== undefined) handle.choose(sample);
            }}
          />
        )
      }
    >
      <div className="grid gap-3">
        <ContextEditor
          handle={handle}
          snapshots={[live ?? null, draftSnapshot]}
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
          />
        )}
      </div>
    </Card>
  );
}

interface EditorProps {
  readonly handle: ContextHandle;
  readonly snapshots: readonly (Snapshot | null)[];
  readonly flag: string;
  readonly vocabulary: VocabularyJson | null;
  readonly box: (element: HTMLElement | null) => void;
}

/** The context as a form, or as JSON: two views of one text. */
function ContextEditor({ handle, snapshots, flag, vocabulary, box }: EditorProps): ReactNode {
  const [live = null, draft = null] = snapshots;
  const fields = useMemo(
    () =>
      contextFields(
        [live, draft].filter((each) => each !== null),
        flag,
        vocabulary,
      ),
    [live, draft, flag, vocabulary],
  );
  const isForm = handle.view === 'form' && handle.mistake === null;
  return (
    <div className="grid gap-2">
      <div className="flex items-center gap-1">
        <span className="mr-auto text-xs text-text-2">Context</span>
        {handle.back !== null && (
          <Button look="ghost" size="small" onPress={handle.back}>
            Back to mine
          </Button>
        )}
        {(['form', 'json'] as const).map((view) => (
          <button
            key={view}
            type="button"
            aria-pressed={isForm === (view === 'form')}
            aria-disabled={view === 'form' && handle.mistake !== null}
            title={view === 'form' && handle.mistake !== null ? 'Mend the JSON first' : undefined}
            aria-description={view === 'form' && handle.mistake !== null ? 'Mend the JSON first' : undefined}
            className="h-(--ff-h-sm) rounded-2 px-2 text-xs text-text-2 hover:bg-hover aria-pressed:bg-selected aria-pressed:font-semibold aria-pressed:text-text"
            onClick={() => {
              if (view === 'json' || handle.mistake === null) handle.show(view);
            }}
          >
            {view === 'form' ? 'Form' : 'JSON'}
          </button>
        ))}
      </div>
      {isForm ? (
        <ContextForm key={handle.revision} fields={fields} context={handle.context} onEdit={handle.edit} first={box} />
      ) : (
        <ContextJson text={handle.text} mistake={handle.mistake} onType={handle.type} box={box} />
      )}
    </div>
  );
}

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
