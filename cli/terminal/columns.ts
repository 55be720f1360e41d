import { stripVTControlCharacters } from 'node:util';
import { displayWidth } from '../diagnostics/reporters/display-width.ts';

/** The terminal columns that a line takes, colours not counted. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of stripVTControlCharacters(text)) width += displayWidth(character);
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
