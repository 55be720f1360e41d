'use client';
import microdiff from 'microdiff';
import { Fragment, type ReactNode, useMemo, useState } from 'react';
import { Button } from '../button.tsx';

type Plain = Record<string, unknown>;

interface Props {
  /** null: it is not there on that side. */
  readonly before: Plain | null;
  readonly after: Plain | null;
  /** What is compared, for who cannot see the page. */
  readonly label: string;
}

/** Members that are shown at first; the others on demand. */
const FIRST = 200;

const WORDS = { CREATE: 'added', REMOVE: 'removed', CHANGE: 'changed' } as const;

/** Two JSON objects, member by member: where they differ, what it was, what it is. */
export function JsonDiff({ before, after, label }: Props): ReactNode {
  const [shown, setShown] = useState(FIRST);
  const changes = useMemo(() => microdiff(before ?? {}, after ?? {}), [before, after]);
  if (changes.length === 0) return <p className="px-4 py-3 text-sm text-text-2">No member differs.</p>;
  return (
    <div className="min-w-0">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways is scrolled by keys too */}
      <section className="relative overflow-x-auto" tabIndex={0} aria-label={`${label}, scrolls sideways`}>
        <table className="w-full border-collapse font-mono text-xs/5.5">
          <caption className="sr-only">{label}: members that differ</caption>
          <thead>
            <tr className="text-left font-sans text-text-3">
              <th scope="col" className="px-4 py-1.5 font-medium">
                Member
              </th>
              <th scope="col" className="px-2 py-1.5 font-medium">
                Before
              </th>
              <th scope="col" className="px-2 py-1.5 font-medium">
                After
              </th>
            </tr>
          </thead>
          <tbody>
            {changes.slice(0, shown).map((change) => (
              <tr key={change.path.join('\0')} className="border-t border-line align-top">
                <th scope="row" className="px-4 py-1 text-left font-normal">
                  <PathWords path={change.path} />
                  <span className="sr-only">{WORDS[change.type]}</span>
                </th>
                <td className="min-w-24 px-2 py-1">
                  {change.type !== 'CREATE' && (
                    <del className="rounded-1 bg-danger-soft px-1 whitespace-pre-wrap text-danger no-underline [overflow-wrap:anywhere]">
                      {shortJson(change.oldValue)}
                    </del>
                  )}
                </td>
                <td className="min-w-24 px-2 py-1">
                  {change.type !== 'REMOVE' && (
                    <ins className="rounded-1 bg-ok-soft px-1 whitespace-pre-wrap text-ok no-underline [overflow-wrap:anywhere]">
                      {shortJson(change.value)}
                    </ins>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {changes.length > shown && (
        <div className="border-t border-line p-1 text-center">
          <Button look="ghost" size="small" onPress={() => setShown(shown + 2_000)}>
            {`Show ${Math.min(2_000, changes.length - shown)} more of ${changes.length}`}
          </Button>
        </div>
      )}
    </div>
  );
}

const PathWords = ({ path }: { readonly path: readonly (string | number)[] }): ReactNode =>
  path.map((step, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: steps of a path may be equal, and do not move
    <Fragment key={index}>
      {index > 0 && <span className="text-text-3"> › </span>}
      <span className={index === path.length - 1 ? 'font-semibold' : 'text-text-2'}>{step}</span>
    </Fragment>
  ));

/** Longer values are in the file. */
const MOST_TEXT = 2_000;

function shortJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2) ?? 'not there';
  return text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)} …` : text;
}
