/** What belongs to each child of a block collection: its lines, the comments right above it and those below it that are indented further. */
import { indentOf, isBlankLine, isCommentLine, lineEnd, lineStart } from './lines.ts';
import type { Child, CollectionTree } from './tree.ts';

/** Whole lines, half-open; but for a first child behind a dash, which begins at its key. */
export interface Block {
  readonly from: number;
  readonly to: number;
  /** Whether it begins behind a dash, on a line that is not its own. */
  readonly isShared: boolean;
}

/** @param isRoot comments at the top of a file speak of the file, and are not those of its first key. */
export function blocksOf(text: string, { children, column }: CollectionTree, isRoot: boolean): Block[] {
  const blocks: Block[] = [];
  for (const [index, child] of children.entries()) {
    const start = lineStart(text, child.start);
    const isShared = !isBlankLine(text.slice(start, child.start));
    const floor = blocks.at(-1)?.to ?? 0;
    const from = isShared ? child.start : beginningOf(text, start, floor, isRoot && index === 0);
    const next = children[index + 1];
    const limit = next === undefined ? text.length : lineStart(text, next.start);
    blocks.push({ from, to: endOf(text, child, column, limit), isShared });
  }
  return blocks;
}

/** With the comment lines right above; blank lines end them. */
function beginningOf(text: string, start: number, floor: number, isFirstOfFile: boolean): number {
  let at = start;
  while (at > floor) {
    const above = lineStart(text, at - 1);
    if (above >= at || !isCommentLine(text.slice(above, at))) break;
    at = above;
  }
  return isFirstOfFile && at <= lineStart(text, 0) ? start : at;
}

/** With comment lines below that are indented further than its key or dash. */
function endOf(text: string, { end }: Child, column: number, limit: number): number {
  let to = lineEnd(text, end);
  for (let at = to; at < limit; ) {
    const next = lineEnd(text, at + 1);
    const line = text.slice(at, next);
    if (isCommentLine(line)) {
      if (indentOf(line) <= column) break;
      to = next;
    } else if (!isBlankLine(line)) break;
    at = next;
  }
  return to;
}
