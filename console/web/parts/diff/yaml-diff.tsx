'use client';
import { diffLines, diffWordsWithSpace } from 'diff';
import { Fragment, type ReactNode, useMemo, useState } from 'react';
import { Button } from '../button.tsx';

interface Props {
  /** null: the file is not there on that side. */
  readonly before: string | null;
  readonly after: string | null;
  readonly label: string;
}

/** Lines round a change that are shown. */
const CONTEXT = 3;
/** More rows than anybody reads are shown on demand only. */
const MOST_ROWS = 1_000;

interface Row {
  readonly kind: 'same' | 'removed' | 'added';
  readonly old: number | null;
  readonly now: number | null;
  readonly text: string;
  /** The line on the other side that it stands for. */
  readonly other?: string;
}

/** A file before and after, line by line; of lines that changed, which words. */
export function YamlDiff({ before, after, label }: Props): ReactNode {
  const [isWhole, setWhole] = useState(false);
  const rows = useMemo(() => rowsOf(before ?? '', after ?? ''), [before, after]);
  const parts = useMemo(() => (isWhole ? [rows] : hunksOf(rows)), [rows, isWhole]);
  const count = parts.reduce((sum, part) => sum + part.length, 0);
  const isCut = !isWhole && count > MOST_ROWS;
  let left = isCut ? MOST_ROWS : count;
  return (
    <div className="min-w-0">
      <table className="w-full border-collapse font-mono text-xs/5.5">
        <caption className="sr-only">{label}: what is taken out and what is put in</caption>
        <tbody>
          {parts.map((part, index) => {
            const shown = part.slice(0, left);
            left -= shown.length;
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: hunks have no other name, and do not move
              <Fragment key={index}>
                {index > 0 && (
                  <tr className="bg-sunken text-text-3">
                    <td colSpan={4} className="px-2 text-center">
                      ⋯
                    </td>
                  </tr>
                )}
                {shown.map((row) => (
                  <Line key={`${row.old} ${row.now}`} row={row} />
                ))}
              </Fragment>
            );
          })}
        </tbody>
      </table>
      {(isCut || count < rows.length) && (
        <div className="border-t border-line p-1 text-center">
          <Button look="ghost" size="small" onPress={() => setWhole(true)}>
            The whole file
          </Button>
        </div>
      )}
    </div>
  );
}

const MARKS = { same: '', removed: '−', added: '+' } as const;
const TONES = { same: '', removed: 'bg-danger-soft', added: 'bg-ok-soft' } as const;

function Line({ row: { kind, old, now, text, other } }: { readonly row: Row }): ReactNode {
  return (
    <tr className={TONES[kind]}>
      <td className="w-9 px-2 text-right text-text-3 select-none">{old}</td>
      <td className="w-9 px-2 text-right text-text-3 select-none">{now}</td>
      <td className={`w-5 text-center font-bold ${kind === 'removed' ? 'text-danger' : 'text-ok'}`}>
        {MARKS[kind]}
        {kind !== 'same' && <span className="sr-only">{kind}</span>}
      </td>
      <td className="px-2 whitespace-pre-wrap [overflow-wrap:anywhere]">
        {other === undefined ? text : <Words kind={kind} text={text} other={other} />}
      </td>
    </tr>
  );
}

function Words({
  kind,
  text,
  other,
}: {
  readonly kind: Row['kind'];
  readonly text: string;
  readonly other: string;
}): ReactNode {
  const isRemoved = kind === 'removed';
  const words = isRemoved ? diffWordsWithSpace(text, other) : diffWordsWithSpace(other, text);
  return words.map(({ value, added, removed }, index) => {
    if (isRemoved ? added : removed) return null;
    const isMarked = isRemoved ? removed : added;
    const Mark = isRemoved ? 'del' : 'ins';
    return isMarked ? (
      <Mark
        // biome-ignore lint/suspicious/noArrayIndexKey: words of a line have no other name
        key={index}
        className={`rounded-1 px-0.5 font-bold no-underline ${isRemoved ? 'bg-danger-line' : 'bg-ok-line'}`}
      >
        {value}
      </Mark>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: words of a line have no other name
      <Fragment key={index}>{value}</Fragment>
    );
  });
}

const linesOf = (text: string): string[] => (text.endsWith('\n') ? text.slice(0, -1) : text).split(/\r?\n/);

function rowsOf(before: string, after: string): readonly Row[] {
  const rows: Row[] = [];
  let [old, now] = [0, 0];
  const changes = diffLines(before, after);
  changes.forEach(({ value, added, removed }, index) => {
    const lines = linesOf(value);
    const next = changes[index + 1];
    const previous = changes[index - 1];
    if (removed) {
      const others = next?.added === true ? linesOf(next.value) : [];
      lines.forEach((text, at) => {
        old += 1;
        const other = others[at];
        rows.push({ kind: 'removed', old, now: null, text, ...(other === undefined ? {} : { other }) });
      });
    } else if (added) {
      const others = previous?.removed === true ? linesOf(previous.value) : [];
      lines.forEach((text, at) => {
        now += 1;
        const other = others[at];
        rows.push({ kind: 'added', old: null, now, text, ...(other === undefined ? {} : { other }) });
      });
    } else {
      for (const text of lines) {
        old += 1;
        now += 1;
        rows.push({ kind: 'same', old, now, text });
      }
    }
  });
  return rows;
}

/** The changes, each with a few lines round it. */
function hunksOf(rows: readonly Row[]): readonly (readonly Row[])[] {
  const isShown = rows.map((_, index) =>
    rows.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ kind }) => kind !== 'same'),
  );
  const hunks: Row[][] = [];
  rows.forEach((row, index) => {
    if (isShown[index] !== true) return;
    if (index === 0 || isShown[index - 1] !== true) hunks.push([]);
    hunks.at(-1)?.push(row);
  });
  return hunks;
}
