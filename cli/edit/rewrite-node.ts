import { Document, isCollection, isMap, isPair, isSeq, type Node, Pair, parseDocument, Scalar } from 'yaml';
import type { YamlPath } from '../diagnostics/diagnostic.ts';
import { lineEnd } from './lines.ts';
import { isListModel, isMapModel, type Model } from './model.ts';
import type { Primitive } from './primitive.ts';
import { splice } from './splice-block.ts';
import type { Style } from './style.ts';
import { type Found, findIn, type Tree } from './tree.ts';

/**
 * The step made by the yaml package, and the node at `around` written anew by it: for forms that no splice knows. It
 * keeps comments, and may change white space, but only of that node.
 * @returns null where that cannot be done.
 */
export function rewriteNode(file: RewritableFile, step: Primitive, around: YamlPath): string | null {
  try {
    return rewrite(file, step, around);
  } catch {
    // The package refuses some documents that it can read; nothing is lost then but this way.
    return null;
  }
}

interface RewritableFile {
  readonly text: string;
  readonly root: Tree;
  readonly style: Style;
}

function rewrite({ text, root, style }: RewritableFile, step: Primitive, around: YamlPath): string | null {
  const found = findIn(root, around);
  if (found === null) return null;
  const document = parseDocument(text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n'), {
    intAsBigInt: true,
    uniqueKeys: false,
  });
  if (!change(document, step)) return null;
  const node = (around.length === 0 ? document.contents : document.getIn(around, true)) as Node | null | undefined;
  if (node === null || node === undefined) return null;
  const whole = new Document(null, { intAsBigInt: true });
  whole.contents = node;
  const options = {
    lineWidth: 0,
    indent: Math.max(1, style.step),
    indentSeq: style.dashStep > 0,
    flowCollectionPadding: style.isMapPadded,
  };
  if (around.length === 0) {
    const written = document.toString(options);
    return (text.startsWith('\ufeff') ? '\ufeff' : '') + withLineEnds(written, style);
  }
  // The comment at the end of its line stays where it is.
  if (!isBlockNode(node)) node.comment = null;
  return written(text, found, whole.toString(options).trimEnd(), isBlockNode(node), style);
}

function written(text: string, found: Found, source: string, isBlock: boolean, style: Style): string | null {
  const { child, parent, tree, isInFlow } = found;
  if (child === null || parent === null || (isInFlow && (isBlock || source.includes('\n')))) return null;
  const end = tree?.end ?? child.mark;
  if (!isBlock) return splice(text, child.mark, end, withLineEnds(` ${source}`, style));
  const pad = ' '.repeat(parent.column + style.step);
  const lines = source.split('\n').map((line) => (line === '' ? '' : pad + line));
  const to = lineEnd(text, end);
  return splice(text, child.mark, to, withLineEnds(`\n${lines.join('\n')}\n`, style));
}

const isBlockNode = (node: Node): boolean => isCollection(node) && node.flow !== true && node.items.length > 0;

const withLineEnds = (source: string, { lineEnd: end }: Style): string =>
  end === '\n' ? source : source.replaceAll('\n', end);

function change(document: ReturnType<typeof parseDocument>, step: Primitive): boolean {
  if (step.op === 'replace') {
    if (step.path.length === 0) document.contents = nodeOf(step.value) as typeof document.contents;
    else document.setIn(step.path, nodeOf(step.value));
    return true;
  }
  const collection = step.path.length === 0 ? document.contents : document.getIn(step.path, true);
  if (!isMap(collection) && !isSeq(collection)) return false;
  const items = collection.items as unknown[];
  if (step.op === 'drop') items.splice(step.index, 1);
  else if (step.op === 'shift') items.splice(step.to, 0, ...items.splice(step.index, 1));
  else
    items.splice(
      step.index,
      0,
      step.key === null ? nodeOf(step.value) : new Pair(new Scalar(step.key), nodeOf(step.value)),
    );
  return items.every((item) => item !== undefined && (isSeq(collection) || isPair(item)));
}

/** Maps with their keys in order, so that nothing is lost on the way through objects. */
function nodeOf(model: Model): Node {
  return new Document(plainOf(model), { intAsBigInt: true }).contents as Node;
}

const plainOf = (model: Model): unknown =>
  isMapModel(model)
    ? new Map([...model].map(([key, value]) => [key, plainOf(value)]))
    : isListModel(model)
      ? model.map(plainOf)
      : model;
