import { stripVTControlCharacters } from 'node:util';

/** Combining marks, variation selectors and joiners: they take no column of their own. */
const ZERO_WIDTH = /[\p{M}\u200b-\u200d\ufe00-\ufe0f]/u;

/** Wide characters (East Asian, emoji): two columns. Coarse blocks are enough for aligning a table. */
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** The terminal columns that a line takes, colours not counted. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of stripVTControlCharacters(text)) {
    if (ZERO_WIDTH.test(character)) continue;
    width += WIDE.test(character) ? 2 : 1;
  }
  return width;
}

/** Rows of cells as lines whose columns line up, two spaces between them; no space at the ends of lines. */
export function renderColumns(rows: readonly (readonly string[])[], indent = ''): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      // The last cell of a row pushes nothing to its right.
      const width = column === row.length - 1 ? 0 : widthOf(cell);
      widths[column] = Math.max(widths[column] ?? 0, width);
    }
  }
  return rows.map((row) => {
    const cells = row.map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell))));
    return (indent + cells.join('  ')).trimEnd();
  });
}

/** The text cut to so many columns, its last one then an ellipsis. Only for text without colours. */
export function truncate(text: string, columns: number, ellipsis: string): string {
  if (widthOf(text) <= columns) return text;
  let width = 0;
  let cut = '';
  for (const character of text) {
    width += widthOf(character);
    if (width > columns - ellipsis.length) break;
    cut += character;
  }
  return cut + ellipsis;
}
