/** The lines in which two texts differ, as `diff -u` shows them. Pure. */

/** Lines around a change that are shown with it. */
const CONTEXT = 2;

type Mark = ' ' | '-' | '+';

interface Line {
  readonly mark: Mark;
  readonly text: string;
  /** From 1; of the old text, and of the new one. */
  readonly old: number;
  readonly now: number;
}

/**
 * Hunks with their headings (`@@ -19,3 +19,3 @@`); empty where the texts are the same. Line ends are left out, so that a
 * change of them alone shows lines that look alike.
 */
export function diffTexts(before: string, after: string): string[] {
  if (before === after) return [];
  const lines = compare(linesOf(before), linesOf(after));
  const near = lines.map((_, at) =>
    lines.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some(({ mark }) => mark !== ' '),
  );
  const hunks: string[] = [];
  for (let at = 0; at < lines.length; ) {
    const first = lines[at];
    if (near[at] !== true || first === undefined) {
      at += 1;
      continue;
    }
    let end = at;
    while (near[end] === true) end += 1;
    const shown = lines.slice(at, end);
    const without = (mark: Mark): number => shown.filter((line) => line.mark !== mark).length;
    // Of no lines, the one before them is named.
    const range = (start: number, count: number): string => `${count === 0 ? start - 1 : start},${count}`;
    hunks.push(`@@ -${range(first.old, without('+'))} +${range(first.now, without('-'))} @@`);
    hunks.push(...shown.map(({ mark, text }) => `${mark}${text.replace(/\r$/, '')}`));
    at = end;
  }
  return hunks;
}

const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));

/** What both ends share is cut off first: edits touch few lines, so that the table in between is small. */
function compare(before: readonly string[], after: readonly string[]): Line[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  while (
    tail < before.length - head &&
    tail < after.length - head &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  )
    tail += 1;
  const lines: Line[] = [];
  let [old, now] = [1, 1];
  const push = (mark: Mark, text: string): void => {
    lines.push({ mark, text, old, now });
    if (mark !== '+') old += 1;
    if (mark !== '-') now += 1;
  };
  for (const text of before.slice(0, head)) push(' ', text);
  const middle = [before.slice(head, before.length - tail), after.slice(head, after.length - tail)] as const;
  for (const { mark, text } of longestCommon(...middle)) push(mark, text);
  for (const text of before.slice(before.length - tail)) push(' ', text);
  return lines;
}

/** Beyond this many cells the middle is shown as taken out and put in. */
const MAX_CELLS = 1_000_000;

function longestCommon(before: readonly string[], after: readonly string[]): Pick<Line, 'mark' | 'text'>[] {
  const replaced = [
    ...before.map((text) => ({ mark: '-' as const, text })),
    ...after.map((text) => ({ mark: '+' as const, text })),
  ];
  if (before.length * after.length > MAX_CELLS) return replaced;
  const width = after.length + 1;
  const lengths = new Uint32Array((before.length + 1) * width);
  const cell = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  for (let row = before.length - 1; row >= 0; row -= 1) {
    for (let column = after.length - 1; column >= 0; column -= 1) {
      lengths[row * width + column] =
        before[row] === after[column]
          ? cell(row + 1, column + 1) + 1
          : Math.max(cell(row + 1, column), cell(row, column + 1));
    }
  }
  const lines: Pick<Line, 'mark' | 'text'>[] = [];
  let [row, column] = [0, 0];
  while (row < before.length || column < after.length) {
    const [old, now] = [before[row], after[column]];
    if (old !== undefined && old === now) {
      lines.push({ mark: ' ', text: old });
      row += 1;
      column += 1;
    } else if (old !== undefined && (now === undefined || cell(row + 1, column) >= cell(row, column + 1))) {
      lines.push({ mark: '-', text: old });
      row += 1;
    } else {
      lines.push({ mark: '+', text: now ?? '' });
      column += 1;
    }
  }
  return lines;
}
