import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { type ReactNode, useEffect, useEffectEvent, useRef } from 'react';

/** Something that the compiler says of the text. Lines and columns from 1; the end is not included. */
export interface TextFinding {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly severity: 'error' | 'warning' | 'note';
  readonly message: string;
}

interface Props {
  readonly label: string;
  readonly text: string;
  readonly findings: readonly TextFinding[];
  readonly onChange: (text: string) => void;
  readonly onDone: () => void;
}

/**
 * A field for code. It lives in a shadow tree: there its style sheets are constructed ones, which a policy without
 * inline styles allows; in the document they would be elements, which it does not.
 */
export function CodeField({ label, text, findings, onChange, onDone }: Props): ReactNode {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const change = useEffectEvent(onChange);
  const done = useEffectEvent(onDone);
  const first = useEffectEvent(() => ({ label, text }));
  useEffect(() => {
    const place = host.current;
    if (place === null) return;
    const root = place.shadowRoot ?? place.attachShadow({ mode: 'open' });
    const given = first();
    const made = new EditorView({
      root,
      parent: root,
      doc: given.text,
      extensions: [
        ...[lineNumbers(), history(), drawSelection(), highlightActiveLine(), indentOnInput(), bracketMatching()],
        ...[yaml(), syntaxHighlighting(COLOURS), lintGutter(), LOOK, EditorView.lineWrapping],
        EditorState.tabSize.of(2),
        EditorView.contentAttributes.of({ 'aria-label': given.label, 'aria-multiline': 'true' }),
        keymap.of([
          {
            key: 'Mod-Enter',
            run() {
              done();
              return true;
            },
          },
          // Escape, then Tab leaves: the editor lets the key after Escape go.
          ...[indentWithTab, ...historyKeymap, ...defaultKeymap],
        ]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) change(update.state.doc.toString());
        }),
      ],
    });
    view.current = made;
    made.focus();
    return () => {
      made.destroy();
      view.current = null;
    };
  }, []);
  useEffect(() => {
    const made = view.current;
    if (made === null || made.state.doc.toString() === text) return;
    made.dispatch({ changes: { from: 0, to: made.state.doc.length, insert: text } });
  }, [text]);
  useEffect(() => {
    const made = view.current;
    if (made === null) return;
    made.dispatch(
      setDiagnostics(
        made.state,
        findings.map((finding) => diagnosticOf(finding, made.state)),
      ),
    );
  }, [findings]);
  return <div ref={host} data-field className="min-w-0 overflow-hidden rounded-2 border border-control bg-surface" />;
}

const SEVERITIES = { error: 'error', warning: 'warning', note: 'info' } as const;

/** What is said of a text that is older than what is shown may lie outside it. */
function diagnosticOf(finding: TextFinding, { doc }: EditorState): Diagnostic {
  const place = (line: number, column: number): number => {
    const { from, to } = doc.line(Math.min(Math.max(1, line), doc.lines));
    return Math.min(to, from + Math.max(0, column - 1));
  };
  const from = place(finding.line, finding.column);
  const to = Math.max(from, place(finding.endLine, finding.endColumn));
  return { from, to, severity: SEVERITIES[finding.severity], message: finding.message };
}

const COLOURS = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--ff-text-3)', fontStyle: 'italic' },
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--ff-text)', fontWeight: '600' },
  { tag: [tags.string, tags.content, tags.literal, tags.number, tags.bool], color: 'var(--ff-accent)' },
  { tag: [tags.punctuation, tags.separator, tags.bracket], color: 'var(--ff-text-2)' },
]);

const LOOK = EditorView.theme({
  '&': { color: 'var(--ff-text)', backgroundColor: 'var(--ff-surface)', fontSize: 'var(--ff-text-xs)' },
  '&.cm-focused': { outline: '2px solid var(--ff-focus)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--ff-font-mono)', lineHeight: '1.25rem', maxHeight: '32rem', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--ff-text)', padding: '0.75rem 0' },
  '.cm-cursor': { borderLeftColor: 'var(--ff-text)' },
  '.cm-gutters': { backgroundColor: 'var(--ff-sunken)', color: 'var(--ff-text-3)', border: 'none' },
  '.cm-activeLine': { backgroundColor: 'transparent', boxShadow: 'inset 2px 0 0 var(--ff-accent-line)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--ff-accent-soft)',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--ff-surface)',
    color: 'var(--ff-text)',
    border: '1px solid var(--ff-line-strong)',
    borderRadius: 'var(--ff-r-2)',
    fontFamily: 'var(--ff-font-sans)',
  },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--ff-danger)' },
  '.cm-lintRange-warning': { backgroundImage: 'none', textDecoration: 'underline wavy var(--ff-warn)' },
  '.cm-lintRange-info': { backgroundImage: 'none', textDecoration: 'underline dotted var(--ff-text-3)' },
});
