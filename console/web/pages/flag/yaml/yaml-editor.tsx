import { type ReactNode, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import type { FlagJson } from '../../../../api/flag-json.ts';
import { useDraft } from '../../../draft/use-draft.ts';
import { Button } from '../../../parts/button.tsx';
import { ErrorNote } from '../../../parts/error-note.tsx';
import { CodeField } from './code-field.tsx';
import { draftedText } from './drafted-text.ts';
import { TextFindings } from './text-findings.tsx';
import { useTextCheck } from './use-text-check.ts';

interface Props {
  readonly project: string;
  readonly flag: FlagJson;
  readonly onClose: () => void;
}

/** A flag's file as text. Each text without errors goes to the draft at once; one with errors waits here until it is mended. */
export function YamlEditor({ project, flag, onClose }: Props): ReactNode {
  const { draft, add } = useDraft(project);
  const { file, source } = flag;
  const operations = draft?.operations;
  const drafted = useMemo(() => draftedText(source, file, operations ?? []), [source, file, operations]);
  const [text, setText] = useState(drafted);
  // The text that the draft had when it was looked at last: another one is from elsewhere.
  const known = useRef(drafted);
  const { check, error, isOld } = useTextCheck(flag, text, draft);
  const own = check?.diagnostics.filter((each) => each.file === file) ?? [];
  const others = check?.diagnostics.filter((each) => each.file !== file && each.severity === 'error') ?? [];
  const errors = (check?.diagnostics ?? []).filter(({ severity }) => severity === 'error');
  const isSound = check !== undefined && !isOld && check.model !== null;

  const put = useEffectEvent(() => {
    if (check === undefined || check.model === null || isOld || check.text !== text || text === known.current) return;
    known.current = text;
    add({ kind: 'set-text', file, text, model: check.model }, flag.commit, flag);
  });
  useEffect(() => {
    if (check !== undefined && !isOld) put();
  }, [check, isOld]);
  const follow = useEffectEvent(() => {
    if (drafted === known.current) return;
    known.current = drafted;
    setText(drafted);
  });
  useEffect(() => {
    // Undone, edited in the form above, or in another tab.
    if (drafted !== known.current) follow();
  }, [drafted]);

  const [isLeaving, setLeaving] = useState(false);
  const leave = useEffectEvent(() => {
    if (isSound || text === drafted) onClose();
    else setLeaving(false);
  });
  // The last words are checked before it closes.
  useEffect(() => {
    if (isLeaving && (isSound || !isOld)) leave();
  }, [isLeaving, isSound, isOld]);

  const state = ((): string => {
    if (error !== null && check === undefined) return 'Not checked yet, so not in your draft.';
    if (isOld || check === undefined) return 'Checking.';
    if (isSound) return text === source ? 'As it is live: nothing of it is in your draft.' : 'In your draft, not live.';
    return `${errors.length === 1 ? 'One error' : `${errors.length} errors`}: your draft keeps the last text without any.`;
  })();
  return (
    <div className="grid min-w-0 gap-3 border-t border-line p-4">
      <p className="text-sm text-text-2">
        It holds what your draft edits in this flag, and replaces that as a whole. Tab indents; Escape, then Tab leaves
        the field.
      </p>
      <CodeField
        label={`The text of ${file}`}
        text={text}
        findings={own}
        onChange={setText}
        onDone={() => setLeaving(true)}
      />
      <TextFindings own={own} others={others} />
      {error !== null && <ErrorNote error={error} />}
      <div className="flex flex-wrap items-center gap-3">
        <p
          aria-live="polite"
          className={`min-w-0 flex-1 text-xs ${errors.length > 0 && !isOld ? 'text-danger' : 'text-text-3'}`}
        >
          {state}
        </p>
        {text !== drafted && !isSound && (
          <Button size="small" look="ghost" onPress={() => setText(drafted)}>
            Take the text back
          </Button>
        )}
        <Button
          size="small"
          isBusy={isLeaving}
          blocked={
            isSound || isOld || text === drafted ? undefined : 'It is not in your draft yet: mend it or take it back'
          }
          onPress={() => setLeaving(true)}
        >
          Done
        </Button>
      </div>
    </div>
  );
}
