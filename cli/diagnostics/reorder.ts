import { type CST, isNode, type YAMLSeq } from 'yaml';
import type { Edit } from './diagnostic.ts';

/**
 * Puts the items of a sequence into another order: `order[i]` is the present index of the item that comes i-th.
 * In block style the comment lines above an item and those behind it go with it; in flow style only the values
 * change places. Needs the tokens of the source (`keepSourceTokens`); null when the order is none or cannot be made.
 */
export function reorderEdit(text: string, sequence: YAMLSeq, order: readonly number[]): Edit | null {
  const count = sequence.items.length;
  if (count < 2 || order.length !== count || new Set(order).size !== count) return null;
  if (order.some((index) => !Number.isInteger(index) || index < 0 || index >= count)) return null;
  return sequence.flow ? reorderFlow(text, sequence, order) : reorderBlock(text, sequence, order);
}

function reorderFlow(text: string, sequence: YAMLSeq, order: readonly number[]): Edit | null {
  const ranges = sequence.items.flatMap((item) => (isNode(item) && item.range ? [item.range] : []));
  const first = ranges[0];
  const last = ranges.at(-1);
  if (ranges.length !== order.length || first === undefined || last === undefined) return null;
  let edited = '';
  order.forEach((from, index) => {
    const source = ranges[from];
    const here = ranges[index];
    const next = ranges[index + 1];
    if (source === undefined || here === undefined) return;
    edited += text.slice(source[0], source[1]) + (next === undefined ? '' : text.slice(here[1], next[0]));
  });
  return { start: first[0], end: last[1], text: edited };
}

function reorderBlock(text: string, sequence: YAMLSeq, order: readonly number[]): Edit | null {
  const dashes = dashesOf(sequence.srcToken);
  const last = sequence.items.at(-1);
  if (dashes.length !== order.length || !isNode(last) || !last.range) return null;
  const starts: number[] = [];
  for (const dash of dashes) {
    const start = lineStart(text, dash);
    if (text.slice(start, dash).trim() !== '') return null;
    starts.push(aboveComments(text, start, starts.at(-1) ?? -1));
  }
  const newline = text.indexOf('\n', Math.max(last.range[1] - 1, dashes.at(-1) ?? 0));
  const end = newline < 0 ? text.length : newline + 1;
  const slices = starts.map((start, index) => text.slice(start, starts[index + 1] ?? end));
  const whole = order.map((index) => withLineEnd(slices[index] ?? '', text)).join('');
  const isOpenEnded = !text.slice(0, end).endsWith('\n');
  return { start: starts[0] ?? 0, end, text: isOpenEnded ? whole.replace(/\r?\n$/, '') : whole };
}

function dashesOf(token: YAMLSeq['srcToken']): number[] {
  if (token?.type !== 'block-seq') return [];
  return token.items.flatMap(({ start }: { start: CST.SourceToken[] }) =>
    start.flatMap((part) => (part.type === 'seq-item-ind' ? [part.offset] : [])),
  );
}

const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;

/** The start of the comment lines that stand directly above a line, but not before the item before it. */
function aboveComments(text: string, start: number, after: number): number {
  let from = start;
  while (from > 0) {
    const above = lineStart(text, from - 1);
    if (above <= after || !text.slice(above, from).trimStart().startsWith('#')) break;
    from = above;
  }
  return from;
}

function withLineEnd(slice: string, text: string): string {
  if (slice.endsWith('\n')) return slice;
  return slice + (text.includes('\r\n') ? '\r\n' : '\n');
}
