/** Steps in flow collections. A collection over several lines keeps one child a line where it has that. */
import type { YamlPath } from '../diagnostics/diagnostic.ts';
import { commentsAbove, contentEnd, isBlankLine, lineEnd, lineStart } from './lines.ts';
import type { Model } from './model.ts';
import { moved } from './order.ts';
import { printKey } from './print-scalar.ts';
import { printFlow } from './print-value.ts';
import type { Comment } from './read-tree.ts';
import { splice } from './splice-block.ts';
import type { Style } from './style.ts';
import type { Child, CollectionTree } from './tree.ts';

export interface FlowTarget {
  readonly text: string;
  readonly style: Style;
  readonly path: YamlPath;
  readonly collection: CollectionTree;
  readonly comments: readonly Comment[];
}

/** Adds a child before the one at the index. */
export function addToFlow(target: FlowTarget, index: number, key: string | null, value: Model): string | null {
  const { text, style, path, collection } = target;
  const { children } = collection;
  const inner = printFlow(value, [...path, key ?? index], style);
  const written = key === null ? inner : `${printKey(key, path, true, style)}: ${inner}`;
  const child = children[index];
  if (child !== undefined) {
    if (!beginsLine(text, child)) return splice(text, child.start, child.start, `${written}, `);
    const indent = text.slice(lineStart(text, child.start), child.start);
    const from = commentsAbove(text, lineStart(text, child.start));
    return splice(text, from, from, `${indent}${written},${style.lineEnd}`);
  }
  const last = children.at(-1);
  if (last === undefined) return null;
  const comma = commaAfter(text, last.end, collection.end);
  if (!beginsLine(text, last) || text.lastIndexOf('\n', collection.end) < last.end) {
    return comma === null
      ? splice(text, last.end, last.end, `, ${written}`)
      : splice(text, comma + 1, comma + 1, ` ${written},`);
  }
  const indent = text.slice(lineStart(text, last.start), last.start);
  const end = lineEnd(text, comma ?? last.end);
  const line = `${indent}${written}${comma === null ? '' : ','}${style.lineEnd}`;
  const withLine = splice(text, end, end, line);
  return comma === null ? splice(withLine, last.end, last.end, ',') : withLine;
}

/** Takes the child at the index out, one of several. */
export function dropFromFlow({ text, collection }: FlowTarget, index: number): string | null {
  const { children } = collection;
  const child = children[index];
  const next = children[index + 1];
  const previous = children[index - 1];
  if (child === undefined) return null;
  const comma = commaAfter(text, child.end, collection.end);
  const end = behindComma(text, child, collection.end);
  if (beginsLine(text, child) && endsLine(text, end)) {
    const cut = splice(text, commentsAbove(text, lineStart(text, child.start)), lineEnd(text, end), '');
    if (next !== undefined || comma !== null || previous === undefined) return cut;
    // It was the last one, without a comma behind it: neither has what is the last one now.
    const own = commaAfter(text, previous.end, collection.end);
    return own === null ? null : splice(cut, own, own + 1, '');
  }
  if (next !== undefined) return beginsLine(text, next) ? null : splice(text, child.start, next.start, '');
  return previous === undefined ? null : splice(text, previous.end, child.end, '');
}

export function shiftInFlow(target: FlowTarget, index: number, to: number): string | null {
  const { text, collection, comments } = target;
  const { children, start, end } = collection;
  const order = moved([...children.keys()], index, to);
  if (children.every((child) => beginsLine(text, child) && endsLine(text, behindComma(text, child, end))))
    return shiftLines(target, order);
  // A comment would be left behind.
  if (comments.some(({ offset }) => offset > start && offset < end)) return null;
  let written = '';
  let at = start;
  for (const [position, child] of children.entries()) {
    const other = children[order[position] ?? -1] ?? child;
    written += text.slice(at, child.start) + text.slice(other.start, other.end);
    at = child.end;
  }
  return splice(text, start, at, written);
}

/** Each child is on lines of its own, with its comments; only the last one may be without a comma. */
function shiftLines({ text, collection }: FlowTarget, order: readonly number[]): string | null {
  const { children, end } = collection;
  const [first] = children;
  const last = children.at(-1);
  if (first === undefined || last === undefined) return null;
  const parts = children.map((child) => {
    const comma = behindComma(text, child, end);
    const from = commentsAbove(text, lineStart(text, child.start));
    return {
      from,
      to: lineEnd(text, comma),
      value: text.slice(from, child.end),
      tail: text.slice(comma, lineEnd(text, comma)),
    };
  });
  const hasLastComma = commaAfter(text, last.end, end) !== null;
  const gaps = parts.map(({ to }, position) => text.slice(to, parts[position + 1]?.from ?? to));
  const written = order.map((from, position) => {
    const comma = position < order.length - 1 || hasLastComma ? ',' : '';
    return `${parts[from]?.value ?? ''}${comma}${parts[from]?.tail ?? ''}${gaps[position] ?? ''}`;
  });
  return splice(text, parts[0]?.from ?? 0, parts.at(-1)?.to ?? 0, written.join(''));
}

/** Behind a child and its comma, where it has one. */
function behindComma(text: string, child: Child, limit: number): number {
  const comma = commaAfter(text, child.end, limit);
  return comma === null ? child.end : comma + 1;
}

function beginsLine(text: string, { start }: Child): boolean {
  return isBlankLine(text.slice(lineStart(text, start), start));
}

function endsLine(text: string, offset: number): boolean {
  const rest = text.slice(offset, contentEnd(text, offset, lineEnd(text, offset + 1))).trim();
  return rest === '' || rest.startsWith('#');
}

/** The offset of the comma behind a child; null: there is none. */
function commaAfter(text: string, from: number, limit: number): number | null {
  for (let at = from; at < limit; at += 1) {
    const character = text[at] ?? '';
    if (character === ',') return at;
    if (character === '#') at = lineEnd(text, at) - 1;
    else if (!/\s/.test(character)) return null;
  }
  return null;
}
