/** Writes another value behind a key or a dash, or in a flow collection. */
import type { YamlPath } from '../diagnostics/diagnostic.ts';
import { blocksOf } from './blocks.ts';
import { commentsAbove, contentEnd, lineEnd, lineStart } from './lines.ts';
import { isEmptyModel, isListModel, isMapModel, type Model } from './model.ts';
import type { Primitive } from './primitive.ts';
import { printScalar } from './print-scalar.ts';
import { type Form, printChildren, printFlow, printValue } from './print-value.ts';
import { splice } from './splice-block.ts';
import type { Style } from './style.ts';
import { type Found, findIn, type Tree } from './tree.ts';

export interface ValueTarget {
  readonly text: string;
  readonly style: Style;
  readonly path: YamlPath;
  readonly found: Found;
}

/** The new text; null where it does not know how. A comment at the end of the line stays. @param wanted default: as the old value is written. */
export function replaceValue(
  { text, style, path, found }: ValueTarget,
  value: Model,
  wanted: Form = null,
): string | null {
  const { child, parent, tree } = found;
  if (child === null || parent === null) return tree === null ? null : replaceRoot(text, tree, value, style);
  const isScalarValue = !isMapModel(value) && !isListModel(value);
  if (parent.isFlow) {
    const written = isScalarValue
      ? printScalar(value, { path, isInFlow: true, old: tree?.kind === 'scalar' ? tree : null }, style)
      : printFlow(value, path, style);
    if (tree !== null) return splice(text, tree.start, tree.end, written);
    return splice(text, child.mark, child.mark, text[child.mark - 1] === ':' ? ` ${written}` : `: ${written}`);
  }
  const old = tree?.kind === 'scalar' ? tree : null;
  // On a line below its key, perhaps behind a comment, it stays where it is.
  if (old !== null && old.style !== 'block' && isScalarValue && old.start >= lineEnd(text, child.mark))
    return splice(text, old.start, old.end, printScalar(value, { path, isInFlow: true, old }, style));
  const form = wanted ?? formOf(tree, value);
  const place = { path, column: parent.column, isBehindDash: parent.kind === 'list', form, old };
  const { inline, below } = printValue(value, place, style);
  if (old !== null && old.style !== 'block' && below.length === 0) return splice(text, old.start, old.end, inline);
  const { head, tail, end } = around(text, child.mark, tree);
  // A map behind a dash begins on its line.
  const isJoined = parent.kind === 'list' && isMapModel(value) && inline === '' && tail === '';
  const first = isJoined
    ? ' '.repeat(style.dashWidth - 1) + (below[0] ?? '').trimStart()
    : inline === ''
      ? ''
      : ` ${inline}`;
  const lines = [first + tail, ...(isJoined ? below.slice(1) : below)];
  const isLast = end === text.length && text[end - 1] !== '\n';
  return text.slice(0, head) + lines.join(style.lineEnd) + (isLast ? '' : style.lineEnd) + text.slice(end);
}

/** What the whole file says; comments above and below it stay. */
function replaceRoot(text: string, tree: Tree, value: Model, style: Style): string {
  const lines = isEmptyModel(value) ? [printFlow(value, [], style)] : printChildren(value, [], 0, style);
  return splice(text, tree.start, tree.end, lines.join(style.lineEnd));
}

/** A collection in place of one of its kind is written as that one was. */
function formOf(tree: Tree | null, value: Model): Form {
  if (tree === null || tree.kind === 'scalar' || tree.children.length === 0) return null;
  if ((tree.kind === 'map') !== isMapModel(value)) return null;
  return tree.isFlow ? 'flow' : 'block';
}

/** Where the old value begins and ends, in whole lines, and the comment that stays at the end of the first. */
function around(text: string, mark: number, tree: Tree | null): { head: number; tail: string; end: number } {
  const firstEnd = lineEnd(text, mark);
  if (tree === null) return { head: mark, tail: tailOf(text, mark, firstEnd), end: firstEnd };
  const isBlockScalar = tree.kind === 'scalar' && tree.style === 'block';
  const isBelow = tree.start >= firstEnd;
  const isBlock = isBlockScalar || (tree.kind !== 'scalar' && !tree.isFlow);
  const end = Math.max(lineEnd(text, tree.end), firstEnd);
  if (isBlockScalar && !isBelow) {
    const header = /^[|>][-+0-9]*/.exec(text.slice(tree.start))?.[0] ?? '';
    return { head: mark, tail: tailOf(text, tree.start + header.length, firstEnd), end };
  }
  if (isBelow && isBlock) return { head: mark, tail: tailOf(text, mark, firstEnd), end };
  return { head: mark, tail: isBlock ? '' : tailOf(text, tree.end, end), end };
}

/** The comment on the rest of a line, with a space before it. */
function tailOf(text: string, from: number, to: number): string {
  const rest = text.slice(from, contentEnd(text, from, to)).trim();
  return rest === '' ? '' : ` ${rest}`;
}

/** What a step takes away, with the comments that are its own. */
export function extentOf(
  text: string,
  root: Tree,
  step: Extract<Primitive, { op: 'replace' | 'drop' }>,
): readonly [from: number, to: number] {
  const found = findIn(root, step.path);
  if (found === null) return [0, 0];
  const { tree, child } = found;
  if (step.op === 'replace') {
    if (tree === null || tree.kind === 'scalar') return [0, 0];
    return child === null ? [0, text.length] : [child.mark, tree.isFlow ? tree.end : lineEnd(text, tree.end)];
  }
  if (tree === null || tree.kind === 'scalar') return [0, 0];
  const dropped = tree.children[step.index];
  if (dropped === undefined) return [0, 0];
  if (tree.isFlow) {
    // On lines of its own, with the comments above it and at the end of its line.
    return [commentsAbove(text, lineStart(text, dropped.start)), lineEnd(text, dropped.end)];
  }
  const block = blocksOf(text, tree, found.parent === null)[step.index];
  return block === undefined ? [0, 0] : [block.from, block.to];
}
