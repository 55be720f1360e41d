import { displayWidth } from './display-width.ts';
import { isPrintable } from './printable.ts';

/** A line as shown, and where the caret stands below it; both in columns of a terminal. */
export interface Excerpt {
  readonly text: string;
  /** Columns before the caret. */
  readonly indent: number;
  /** Columns that the caret underlines, at least 1. */
  readonly width: number;
}

export interface ExcerptOptions {
  /** Columns that the line may take. At least 20. */
  readonly columns: number;
  /** Whether the mark for what is left out may be one character, and not three dots. */
  readonly unicode: boolean;
}

interface Cell {
  readonly text: string;
  readonly width: number;
  readonly isMarked: boolean;
}

const TAB_COLUMNS = 4;

/** Each code point of the line with its width; tabs become spaces, what cannot be shown a question mark. */
const cellsOf = (line: string, start: number, end: number): Cell[] => {
  const cells: Cell[] = [];
  let column = 0;
  let offset = 0;
  for (const character of line) {
    let text = character;
    let width = displayWidth(character);
    if (character === '\t') {
      width = TAB_COLUMNS - (column % TAB_COLUMNS);
      text = ' '.repeat(width);
    } else if (!isPrintable(character)) {
      text = '?';
      width = 1;
    }
    cells.push({ text, width, isMarked: offset >= start && offset < end });
    column += width;
    offset += character.length;
  }
  return cells;
};

const widthOf = (cells: readonly Cell[]): number => cells.reduce((sum, cell) => sum + cell.width, 0);

/**
 * Shows one line of a file with [start, end) (UTF-16 offsets in the line) underlined. A line that is too long is
 * cut to a window in which the marked part begins; a mark shows where something is left out.
 */
export const excerptOf = (line: string, start: number, end: number, options: ExcerptOptions): Excerpt => {
  const cells = cellsOf(line, start, Math.max(end, start + 1));
  const firstMarked = cells.findIndex((cell) => cell.isMarked);
  const caret = firstMarked < 0 ? cells.length : firstMarked;
  const { from, to } = windowOf(cells, caret, options.columns);
  const cut = options.unicode ? '\u2026' : '...';
  const before = from > 0 ? cut : '';
  const shown = cells.slice(from, to);
  const after = to < cells.length ? cut : '';
  const marked = shown.filter((cell) => cell.isMarked);
  return {
    text: `${before}${shown.map((cell) => cell.text).join('')}${after}`.trimEnd(),
    indent: before.length + widthOf(cells.slice(from, caret)),
    width: Math.max(1, widthOf(marked)),
  };
};

/** The cells to show: all, or as many as fit, with a third of them before the caret. */
const windowOf = (cells: readonly Cell[], caret: number, columns: number): { from: number; to: number } => {
  if (widthOf(cells) <= columns) return { from: 0, to: cells.length };
  const room = columns - 6;
  let from = caret;
  let used = 0;
  while (from > 0 && used + (cells[from - 1]?.width ?? 0) <= room / 3) {
    from -= 1;
    used += cells[from]?.width ?? 0;
  }
  let to = from;
  let width = 0;
  while (to < cells.length && width + (cells[to]?.width ?? 0) <= room) {
    width += cells[to]?.width ?? 0;
    to += 1;
  }
  // Near the end of the line there is room left for more of its beginning.
  while (from > 0 && to === cells.length && width + (cells[from - 1]?.width ?? 0) <= room) {
    from -= 1;
    width += cells[from]?.width ?? 0;
  }
  return { from, to };
};
