import { useState } from 'react';
import type { SampleContextJson } from '../../../../api/vocabulary-json.ts';
import { useSession } from '../../../runtime/session.ts';
import { type ContextMistake, type ContextObject, contextText, readContext } from './context-text.ts';
import { type KeptContext, keepContext, readKeptContext } from './kept-context.ts';

export interface ContextHandle extends KeptContext {
  /** The last that could be read: what is answered for while another one is being typed. */
  readonly context: ContextObject;
  /** Why the text is no context; null: it is one. */
  readonly mistake: ContextMistake | null;
  /** Somebody has done something with it on this page. */
  readonly isTouched: boolean;
  /** Grows when something else than typing put another text there. */
  readonly revision: number;
  readonly type: (text: string) => void;
  readonly edit: (context: ContextObject) => void;
  readonly choose: (sample: SampleContextJson) => void;
  readonly show: (view: KeptContext['view']) => void;
  /** Brings back what was typed before a sample was chosen; null: nothing was. */
  readonly back: (() => void) | null;
}

/**
 * The context that is tried in a project, kept in this browser.
 * @param first what is there before anybody typed anything.
 */
export function useContextOf(project: string, first: SampleContextJson): ContextHandle {
  const session = useSession();
  const user = [session?.userId ?? '', session?.organizationId ?? ''].join(' ').trim();
  const [kept, setKept] = useState<KeptContext>(
    () =>
      readKeptContext(user, project) ?? { text: contextText(first.context), sample: first.name || null, view: 'form' },
  );
  const read = readContext(kept.text);
  const [context, setContext] = useState<ContextObject>(read.context ?? {});
  const [typed, setTyped] = useState<KeptContext | null>(null);
  const [revision, setRevision] = useState(0);
  const [isTouched, setTouched] = useState(false);
  const become = (next: KeptContext): void => {
    const { context: found } = readContext(next.text);
    if (found !== null) setContext(found);
    setKept(next);
    if (next.text !== kept.text) setTouched(true);
    keepContext(user, project, next);
  };
  return {
    ...kept,
    ...{ context, mistake: read.mistake, isTouched, revision },
    type: (text) => become({ ...kept, text, sample: null }),
    edit: (next) => become({ ...kept, text: contextText(next), sample: null }),
    choose({ name, context: sample }) {
      // A sample is there to be chosen again; what somebody typed is not.
      if (kept.sample === null) setTyped(kept);
      become({ ...kept, text: contextText(sample), sample: name });
      setRevision(revision + 1);
    },
    show: (view) => become({ ...kept, view }),
    back:
      typed === null || kept.sample === null
        ? null
        : () => {
            become({ ...typed, view: kept.view });
            setTyped(null);
            setRevision(revision + 1);
          },
  };
}
