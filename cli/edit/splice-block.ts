/** Steps in block collections, as splices of whole lines. Each gives the new text, or null where it does not know how. */
import type { YamlPath } from '../diagnostics/diagnostic.ts';
import { type Block, blocksOf } from './blocks.ts';
import { contentEnd, isBlankLine, lineEnd, lineStart } from './lines.ts';
import { isMapModel, type Model } from './model.ts';
import { moved } from './order.ts';
import { type Form, MAX_COLUMN, printChild, printFlow } from './print-value.ts';
import type { Style } from './style.ts';
import type { CollectionTree, Found } from './tree.ts';

export interface BlockTarget {
  readonly text: string;
  readonly style: Style;
  readonly path: YamlPath;
  readonly collection: CollectionTree;
  readonly found: Found;
}

/**
 * Adds a child before the one at the index.
 * @param isBelow false: right above the next child, where it cannot stand right below the one before.
 */
export function addToBlock(
  target: BlockTarget,
  index: number,
  key: string | null,
  value: Model,
  isBelow: boolean,
): string | null {
  const { text, style, path, collection, found } = target;
  const { column, children } = collection;
  const blocks = blocksOf(text, collection, found.parent === null);
  const place = { path: [...path, key ?? index], column, form: formBeside(target, index, value) };
  const lines = printChild(key, value, place, style);
  const isApart = lines.length > 1 || collection.kind === 'list';
  const separator =
    isApart && isSeparated(text, blocks, collection.kind === 'list' ? index : null) ? style.lineEnd : '';
  const previous = blocks[index - 1];
  const written = lines.join(style.lineEnd) + style.lineEnd;
  if (previous !== undefined && (isBelow || index === blocks.length)) {
    const isOpen = text[previous.to - 1] !== '\n';
    return splice(text, previous.to, previous.to, (isOpen ? style.lineEnd : '') + separator + written);
  }
  const block = blocks[index];
  const child = children[index];
  if (block === undefined || child === undefined) return null;
  // Behind a dash, the new child takes the place beside it.
  if (block.isShared) return splice(text, child.start, child.start, written.slice(column) + ' '.repeat(column));
  return splice(text, block.from, block.from, written + separator);
}

/**
 * Takes the child at the index out, one of several.
 * @param isTight also the blank lines below it: behind a text that keeps its blank lines they would become part of it.
 */
export function dropFromBlock(
  { text, collection, found }: BlockTarget,
  index: number,
  isTight: boolean,
): string | null {
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
  if (isTight) return splice(text, block.from, blankLinesAfter(text, block.to), '');
  const before = blankLinesBefore(text, block.from, previous?.to ?? 0);
  if (before < block.from && (index > 0 || isRoot)) return splice(text, before, block.to, '');
  // The first one goes with the blank line that set it off from the second, unless a comment of the file stands above.
  const after = next === undefined || isRoot ? block.to : blankLinesAfter(text, block.to);
  return splice(text, block.from, after, '');
}

/**
 * Moves a child; blank lines and comments between the others stay where they are.
 * @param closes a file whose last line has no end gets one: a text that keeps its line ends may have come last.
 */
export function shiftInBlock(
  { text, style, collection, found }: BlockTarget,
  index: number,
  to: number,
  closes: boolean,
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
  const body = isOpen && !closes ? written.slice(0, contentEnd(written, 0, written.length)) : written;
  return splice(text, first.from, last.to, body);
}

export function splice(text: string, from: number, to: number, written: string): string {
  return text.slice(0, from) + written + text.slice(to);
}

/** As the item before it is written, or the one behind; on one line only where it fits. */
function formBeside({ collection, style, path }: BlockTarget, index: number, value: Model): Form {
  const { kind, children, column } = collection;
  const ofKind = isMapModel(value) ? 'map' : 'list';
  const near = [children[index - 1], children[index]].find((child) => child?.value?.kind === ofKind)?.value;
  if (near === undefined || near === null || near.kind === 'scalar' || near.children.length === 0) return null;
  if (!near.isFlow) return 'block';
  const width = column + printFlow(value, [...path, index], style).length;
  return kind === 'list' && width <= MAX_COLUMN ? 'flow' : null;
}

/** Whether a blank line stands in the gap nearest to an index; for null in every gap. */
function isSeparated(text: string, blocks: readonly Block[], index: number | null): boolean {
  const gaps = blocks.slice(1).map(({ from }, at) => text.slice(blocks[at]?.to ?? from, from));
  const nearest = index === null ? 0 : Math.min(Math.max(index - 1, 0), gaps.length - 1);
  const looked = index === null ? gaps : gaps.slice(nearest, nearest + 1);
  return looked.length > 0 && looked.every((gap) => /^[ \t]*\r?\n/m.test(gap));
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
