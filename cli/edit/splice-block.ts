/** Steps in block collections, as splices of whole lines. Each gives the new text, or null where it does not know how. */
import type { YamlPath } from '../diagnostics/diagnostic.ts';
import { type Block, blocksOf } from './blocks.ts';
import { contentEnd, isBlankLine, lineEnd, lineStart } from './lines.ts';
import type { Model } from './model.ts';
import { moved } from './order.ts';
import { type Form, printChild } from './print-value.ts';
import type { Style } from './style.ts';
import type { CollectionTree, Found } from './tree.ts';

export interface BlockTarget {
  readonly text: string;
  readonly style: Style;
  readonly path: YamlPath;
  readonly collection: CollectionTree;
  readonly found: Found;
}

/** Adds a child before the one at the index. */
export function addToBlock(target: BlockTarget, index: number, key: string | null, value: Model): string | null {
  const { text, style, path, collection, found } = target;
  const { column, children } = collection;
  const blocks = blocksOf(text, collection, found.parent === null);
  const step = key ?? index;
  const lines = printChild(
    key,
    value,
    { path: [...path, step], column, form: formBeside(target, index, value) },
    style,
  );
  const separator = isSeparated(text, blocks, index) ? style.lineEnd : '';
  const block = blocks[index];
  if (block !== undefined) {
    const written = lines.join(style.lineEnd) + style.lineEnd + separator;
    // Behind a dash, the new child takes the place beside it.
    const child = children[index];
    if (block.isShared && child !== undefined)
      return splice(text, child.start, child.start, written.slice(column) + ' '.repeat(column));
    return splice(text, block.from, block.from, written);
  }
  const last = blocks.at(-1);
  if (last === undefined) return null;
  const isOpen = text[last.to - 1] !== '\n';
  const written = separator + lines.join(style.lineEnd);
  return splice(text, last.to, last.to, isOpen ? style.lineEnd + written : written + style.lineEnd);
}

/** Takes the child at the index out, one of several. */
export function dropFromBlock({ text, collection, found }: BlockTarget, index: number): string | null {
  const isRoot = found.parent === null;
  const blocks = blocksOf(text, collection, isRoot);
  const block = blocks[index];
  const next = blocks[index + 1];
  const nextChild = collection.children[index + 1];
  if (block === undefined) return null;
  if (block.isShared) {
    if (next === undefined || nextChild === undefined) return null;
    const between = text.slice(block.to, lineStart(text, nextChild.start));
    if (isBlankLine(between)) return splice(text, block.from, nextChild.start, '');
    // Comments stand between: the dash keeps its line, and the next key comes below them.
    const line = contentEnd(text, block.from, lineEnd(text, block.from));
    const rest = text.slice(block.to);
    return text.slice(0, block.from).trimEnd() + (text.slice(line, lineEnd(text, line + 1)) || '\n') + rest;
  }
  const previous = blocks[index - 1];
  const before = blankLinesBefore(text, block.from, previous?.to ?? 0);
  if (before < block.from && (index > 0 || isRoot)) return splice(text, before, block.to, '');
  // The first one goes with the blank line that set it off from the second, unless a comment of the file stands above.
  const after = next === undefined || isRoot ? block.to : blankLinesAfter(text, block.to);
  return splice(text, block.from, after, '');
}

/** Moves a child; blank lines and comments between the others stay where they are. */
export function shiftInBlock(
  { text, style, collection, found }: BlockTarget,
  index: number,
  to: number,
): string | null {
  const blocks = blocksOf(text, collection, found.parent === null);
  const [first] = blocks;
  const last = blocks.at(-1);
  if (first === undefined || last === undefined || blocks.some(({ isShared }) => isShared)) return null;
  const isOpen = text[last.to - 1] !== '\n';
  const whole = blocks.map(({ from, to: end }, at) => {
    return text.slice(from, end) + (isOpen && at === blocks.length - 1 ? style.lineEnd : '');
  });
  const gaps = blocks.map(({ to: end }, at) => text.slice(end, blocks[at + 1]?.from ?? end));
  const order = moved([...whole.keys()], index, to);
  const written = order.map((from, at) => `${whole[from] ?? ''}${gaps[at] ?? ''}`).join('');
  const body = isOpen ? written.slice(0, contentEnd(written, 0, written.length)) : written;
  return splice(text, first.from, last.to, body);
}

export function splice(text: string, from: number, to: number, written: string): string {
  return text.slice(0, from) + written + text.slice(to);
}

/** As the child before it is written, or the one behind. */
function formBeside({ collection: { children } }: BlockTarget, index: number, value: Model): Form {
  const kind = value instanceof Map ? 'map' : 'list';
  const near = [children[index - 1], children[index]].find((child) => child?.value?.kind === kind)?.value;
  if (near === undefined || near === null || near.kind === 'scalar' || near.children.length === 0) return null;
  return near.isFlow ? null : 'block';
}

/** Whether blank lines stand between the children here. */
function isSeparated(text: string, blocks: readonly Block[], index: number): boolean {
  const at = Math.min(Math.max(index, 1), blocks.length - 1);
  const [above, below] = [blocks[at - 1], blocks[at]];
  return (
    at > 0 &&
    above !== undefined &&
    below !== undefined &&
    /^[ \t]*\r?$/m.test(text.slice(above.to, below.from)) &&
    above.to < below.from
  );
}

function blankLinesBefore(text: string, offset: number, floor: number): number {
  let at = offset;
  while (at > floor) {
    const above = lineStart(text, at - 1);
    if (above >= at || above < floor || !isBlankLine(text.slice(above, at))) break;
    at = above;
  }
  return at;
}

function blankLinesAfter(text: string, offset: number): number {
  let at = offset;
  while (at < text.length) {
    const next = lineEnd(text, at + 1);
    if (!isBlankLine(text.slice(at, next))) break;
    at = next;
  }
  return at;
}
