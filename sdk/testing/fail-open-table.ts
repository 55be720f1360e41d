import { readFileSync } from 'node:fs';

/** A table of what a read gives when things fail, as a README has it. */
export interface FailOpenTable {
  /** The words of its first row, without the first cell. */
  readonly columns: readonly string[];
  /** The words of its first column. */
  readonly rows: readonly string[];
  /** Undefined where there is no such cell. */
  cell(row: string, column: string): string | undefined;
}

/** Reads the table between `<!-- fail-open ... -->` and `<!-- fail-open end -->`. */
export function readFailOpenTable(readme: URL): FailOpenTable {
  const text = readFileSync(readme, 'utf8');
  const [, table = ''] = /<!-- fail-open[^\n]*-->\n\n(.*?)\n\n<!-- fail-open end -->/s.exec(text) ?? [];
  const [head = [], , ...rows] = table.split('\n').map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  return {
    columns: head.slice(1),
    rows: rows.map(([name = '']) => name),
    cell: (row, column) => rows.find(([name]) => name === row)?.[head.indexOf(column)],
  };
}
