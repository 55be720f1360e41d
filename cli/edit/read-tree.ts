import { Composer, type CST, type Document, isMap, isScalar, isSeq, type Node, type Pair, Parser } from 'yaml';
import { exactNumber, type Model } from './model.ts';
import type { Child, CollectionTree, ScalarTree, Tree } from './tree.ts';

/** A file, parsed for editing. */
export interface YamlFile {
  readonly text: string;
  readonly document: Document;
  readonly root: Tree;
  readonly comments: readonly Comment[];
}

export interface Comment {
  /** Without white space at its end. */
  readonly text: string;
  readonly offset: number;
}

/** Valid YAML, but with what no file of a project holds: anchors, tags, explicit keys, several documents. */
class NotEditable extends Error {}

/**
 * Reads a file for editing.
 * @returns null for a text with YAML errors, and for one with what no file of a project may hold. Never throws.
 * @see contract 2
 */
export function readTree(text: string): YamlFile | null {
  try {
    const tokens = [...new Parser().parse(text)];
    if (tokens.some(({ type }) => type === 'directive')) return null;
    const options = {
      ...({ uniqueKeys: false, version: '1.2', schema: 'core', merge: false } as const),
      ...({ keepSourceTokens: true, intAsBigInt: true, logLevel: 'silent' } as const),
    };
    const documents = [...new Composer(options).compose(tokens, true, text.length)];
    const [document, ...others] = documents as Document[];
    if (document === undefined || others.length > 0 || document.errors.length > 0) return null;
    const root = document.contents === null ? null : treeOf(document.contents, text);
    return root === null ? null : { text, document, root, comments: commentsIn(tokens) };
  } catch (error) {
    // Nesting that overflows the stack is no file of a project either.
    if (error instanceof NotEditable || error instanceof RangeError) return null;
    throw error;
  }
}

function treeOf(node: Node | null, text: string): Tree | null {
  if (node === null || node.srcToken === undefined) return emptyOr(node);
  if ('anchor' in node && node.anchor !== undefined) throw new NotEditable();
  if ('tag' in node && node.tag !== undefined) throw new NotEditable();
  if (isScalar(node)) return scalarTree(node.value, node.srcToken as CST.Token);
  if (isMap(node)) return mapTree(node.items as Pair[], node.srcToken as CST.Token, text);
  if (isSeq(node)) return listTree(node.items as Node[], node.srcToken as CST.Token, text);
  throw new NotEditable();
}

/** A node without a token is one that is not written: `key:`. */
function emptyOr(node: Node | null): null {
  if (node === null || (isScalar(node) && node.value === null && node.anchor === undefined && node.tag === undefined))
    return null;
  throw new NotEditable();
}

function scalarTree(value: unknown, token: CST.Token): ScalarTree | null {
  const start = token.offset;
  switch (token.type) {
    case 'scalar':
      // An empty one stands where nothing is written.
      if (token.source === '') return null;
      return { kind: 'scalar', start, end: start + token.source.length, value: scalarModel(value), style: 'plain' };
    case 'single-quoted-scalar':
    case 'double-quoted-scalar': {
      const style = token.type === 'single-quoted-scalar' ? 'single' : 'double';
      return { kind: 'scalar', start, end: start + token.source.length, value: scalarModel(value), style };
    }
    case 'block-scalar':
      return { kind: 'scalar', start, end: endOfBlock(token), value: scalarModel(value), style: 'block' };
    default:
      throw new NotEditable();
  }
}

function scalarModel(value: unknown): Model {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return exactNumber(value);
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  throw new NotEditable();
}

/** Blank lines behind it belong to it only where `+` keeps them. */
function endOfBlock(token: CST.BlockScalar): number {
  let body = token.offset;
  for (const prop of token.props) if ('source' in prop) body += prop.source.length;
  const header = token.props.find(({ type }) => type === 'block-scalar-header');
  if (header === undefined || !('source' in header)) throw new NotEditable();
  const source = header.source.includes('+') ? token.source : token.source.trimEnd();
  return source === '' ? token.offset + header.source.length : body + source.length;
}

function mapTree(pairs: readonly Pair[], token: CST.Token, text: string): CollectionTree {
  const children = pairs.map((pair): Child => {
    const item = pair.srcToken as CST.CollectionItem | undefined;
    const key = pair.key as Node | null;
    if (item?.key === undefined || item.key === null || !isScalar(key) || key.tag || key.anchor)
      throw new NotEditable();
    if (item.start.some(({ type }) => type === 'explicit-key-ind')) throw new NotEditable();
    const value = treeOf(pair.value as Node | null, text);
    const colon = item.sep?.find(({ type }) => type === 'map-value-ind');
    const start = item.key.offset;
    const keyEnd = 'source' in item.key ? start + item.key.source.length : start;
    const mark = colon === undefined ? keyEnd : colon.offset + 1;
    // A number as a key is called what is written there.
    const name = typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
    return { key: name, start, mark, value, end: value?.end ?? mark };
  });
  if (new Set(children.map(({ key }) => key)).size !== children.length) throw new NotEditable();
  return collection('map', children, token, text);
}

function listTree(items: readonly Node[], token: CST.Token, text: string): CollectionTree {
  if (token.type !== 'block-seq' && token.type !== 'flow-collection') throw new NotEditable();
  const isFlow = token.type === 'flow-collection';
  const written = token.items.filter(({ start, key, value }) =>
    isFlow ? key !== undefined || value !== undefined : start.some(({ type }) => type === 'seq-item-ind'),
  );
  if (written.length !== items.length) throw new NotEditable();
  const children = items.map((node, index): Child => {
    const item = written[index];
    if (item?.key !== undefined && item.key !== null) throw new NotEditable();
    const value = treeOf(node, text);
    const dash = item?.start.find(({ type }) => type === 'seq-item-ind');
    const start = dash?.offset ?? value?.start;
    if (start === undefined) throw new NotEditable();
    const mark = dash === undefined ? start : start + 1;
    return { key: null, start, mark, value, end: value?.end ?? mark };
  });
  return collection('list', children, token, text);
}

function collection(kind: 'map' | 'list', children: readonly Child[], token: CST.Token, text: string): CollectionTree {
  if (token.type === 'flow-collection') {
    const close = token.end.find(({ type }) => type === 'flow-map-end' || type === 'flow-seq-end');
    if (close === undefined) throw new NotEditable();
    const start = token.start.offset;
    return { kind, isFlow: true, start, end: close.offset + 1, column: columnOf(text, start), children };
  }
  const [first] = children;
  const last = children.at(-1);
  if (first === undefined || last === undefined) throw new NotEditable();
  return { kind, isFlow: false, start: first.start, end: last.end, column: columnOf(text, first.start), children };
}

/** From 0, in UTF-16 units; a byte order mark takes no column. */
function columnOf(text: string, offset: number): number {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  return offset - lineStart - (lineStart === 0 && text.startsWith('\ufeff') ? 1 : 0);
}

function commentsIn(tokens: readonly CST.Token[]): Comment[] {
  const comments: Comment[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    else if (typeof value === 'object' && value !== null) {
      if (isComment(value)) comments.push({ text: value.source.trimEnd(), offset: value.offset });
      for (const part of Object.values(value)) if (typeof part === 'object') visit(part);
    }
  };
  visit(tokens);
  return comments;
}

const isComment = (value: object): value is CST.SourceToken => 'type' in value && value.type === 'comment';
