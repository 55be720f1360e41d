import { CST, Parser } from 'yaml';
import { type CommentLine, linesOf, splitFirstLine, withoutIndent } from './comment-lines.ts';
import type { Entry, FileLayout, FlowEntry, Item, Layout, Leading } from './layout.ts';

/** Something that is valid YAML, but that FlagForge's files do not use: the file is left as it is. */
export class NotFormattable extends Error {}

/** A collection's layout, and the comment lines at its end that belong to a collection further out. */
interface Read {
  readonly layout: Layout;
  readonly beyond: readonly CommentLine[];
}

/**
 * Reads the layout of a file that has no YAML error.
 * @throws NotFormattable for what the files of a project cannot hold (explicit keys, several documents, ...).
 */
export function readLayout(text: string): FileLayout {
  const before: CST.SourceToken[] = [];
  const after: CST.SourceToken[] = [];
  let document: CST.Document | null = null;
  for (const token of new Parser().parse(text)) {
    if (token.type === 'document') {
      if (document !== null) throw new NotFormattable('there are several documents');
      document = token;
    } else if (token.type === 'comment' || token.type === 'newline' || token.type === 'space') {
      (document === null ? before : after).push(token);
    } else if (token.type !== 'byte-order-mark') {
      throw new NotFormattable(`there is a ${token.type}`);
    }
  }
  if (document === null || document.value === undefined) throw new NotFormattable('there is nothing to format');
  const start = document.start.filter(({ type }) => type !== 'doc-start');
  const { layout, beyond } = readValue(document.value, 0);
  return {
    before: plain(linesOf([...before, ...start])),
    hasMarker: document.start.length !== start.length,
    value: layout,
    after: plain([...beyond, ...linesOf([...(document.end ?? []), ...after])]),
  };
}

const plain = (lines: readonly CommentLine[]): Leading => lines.map(({ text }) => text);

function readValue(token: CST.Token, indent: number): Read {
  switch (token.type) {
    case 'block-map':
      return readMap(token);
    case 'block-seq':
      return readList(token, indent);
    case 'flow-collection':
      return { layout: readFlow(token), beyond: [] };
    case 'scalar':
    case 'single-quoted-scalar':
    case 'double-quoted-scalar':
      return {
        layout: {
          kind: 'lines',
          lines: token.source.split(/\r?\n/).map((line, row) => (row === 0 ? line : line.trim())),
        },
        beyond: [],
      };
    case 'block-scalar':
      return { layout: readBlock(token, indent), beyond: [] };
    default:
      throw new NotFormattable(`there is a ${token.type}`);
  }
}

function readBlock(token: CST.BlockScalar, indent: number): Layout {
  const header = token.props.find(({ type }) => type === 'block-scalar-header');
  const comment = token.props.find(({ type }) => type === 'comment');
  if (header === undefined || !('source' in header)) throw new NotFormattable('a block scalar has no header');
  const digit = /\d/.exec(header.source)?.[0];
  const body = withoutIndent(token.source, digit === undefined ? null : indent + Number(digit));
  const lines = header.source.includes('+') ? body : withoutExtraBlanks(body);
  const tail = comment !== undefined && 'source' in comment ? ` ${comment.source}` : '';
  // Bodies are written two columns deeper than their key, whatever the digit was.
  return { kind: 'block', header: header.source.replace(/\d/, '2') + tail, lines };
}

/** Blank lines behind a text that `|` or `>` drops: one at most. */
function withoutExtraBlanks(lines: readonly string[]): readonly string[] {
  const last = lines.map((line) => line.trim() !== '').lastIndexOf(true);
  return last === -1 || last === lines.length - 1 ? lines : [...lines.slice(0, last + 1), ''];
}

function readMap(map: CST.BlockMap): Read {
  const entries: Entry[] = [];
  let pending: readonly CommentLine[] = [];
  let isLineOpen = false;
  for (const { start, key, sep, value } of map.items) {
    const before = [...pending, ...linesOf(isLineOpen ? withoutLineEnd(start) : start)];
    isLineOpen = endsInLine(sep, value);
    if (key === undefined || key === null) {
      if (sep !== undefined) throw new NotFormattable('there is an empty key');
      pending = before;
      continue;
    }
    if (start.some(({ type }) => type !== 'newline' && type !== 'space' && type !== 'comment')) {
      throw new NotFormattable('there is an explicit key, an anchor or a tag');
    }
    if (key.type !== 'scalar' && key.type !== 'single-quoted-scalar' && key.type !== 'double-quoted-scalar') {
      throw new NotFormattable('there is a key that is no scalar');
    }
    const read = readItem(sep ?? [], value ?? null, map.indent, before);
    entries.push({ ...read.item, key: key.source });
    pending = read.beyond;
  }
  const { own, beyond } = splitByIndent(pending, map.indent);
  return { layout: { kind: 'map', entries, after: plain(own) }, beyond };
}

function readList(list: CST.BlockSequence, parentIndent: number): Read {
  const items: Item[] = [];
  let pending: readonly CommentLine[] = [];
  let isLineOpen = false;
  for (const { start: tokens, value } of list.items) {
    const start = isLineOpen ? withoutLineEnd(tokens) : tokens;
    isLineOpen = endsInLine(start, value);
    const dash = start.findIndex(({ type }) => type === 'seq-item-ind');
    if (dash === -1) {
      pending = [...pending, ...linesOf(start)];
      continue;
    }
    const read = readItem(start.slice(dash + 1), value ?? null, list.indent, [
      ...pending,
      ...linesOf(start.slice(0, dash)),
    ]);
    items.push(read.item);
    pending = read.beyond;
  }
  // Where the dashes stand in the column of their key, a comment in this column is about the key that follows.
  const { own, beyond } = splitByIndent(pending, list.indent === parentIndent ? list.indent + 1 : list.indent);
  return { layout: { kind: 'list', items, after: plain(own) }, beyond };
}

/** Whether an item without a value ends within a line: the parser gives the end of that line to the next item. */
function endsInLine(tokens: readonly CST.SourceToken[] | undefined, value: CST.Token | null | undefined): boolean {
  const last = tokens?.at(-1);
  return !value && last !== undefined && last.type !== 'newline';
}

/** Tokens without the first line end among them, as long as nothing stands before it. */
function withoutLineEnd(tokens: readonly CST.SourceToken[]): readonly CST.SourceToken[] {
  const first = tokens.findIndex(({ type }) => type !== 'space');
  return tokens[first]?.type === 'newline' ? tokens.slice(first + 1) : tokens;
}

/** What follows a `:` or a `-`: the tokens up to the value, the value, and what stands behind and below it. */
function readItem(
  between: readonly CST.SourceToken[],
  value: CST.Token | null,
  indent: number,
  before: readonly CommentLine[],
): { item: Item; beyond: readonly CommentLine[] } {
  if (between.some(({ type }) => type === 'anchor' || type === 'tag'))
    throw new NotFormattable('there is an anchor or a tag');
  const head = splitFirstLine(between.filter(({ type }) => type !== 'map-value-ind'));
  const tail = splitFirstLine(value === null ? [] : endOf(value));
  const { layout, beyond } =
    value === null ? { layout: { kind: 'nothing' } as const, beyond: [] } : readValue(value, indent);
  const inside = head.rest.filter(({ text }, row) => text !== '' || row > 0);
  if (value === null) {
    // `key:` and then comments: they stand before the next key, or below this one when they are deeper.
    const split = splitByIndent(head.rest, indent + 1);
    const item = { before: plain(before), comment: head.comment, inside: [], value: layout, below: plain(split.own) };
    return { item, beyond: split.beyond };
  }
  const comment = [head.comment, tail.comment].filter((part) => part !== '');
  if (comment.length === 2) inside.push({ text: comment.shift() ?? '', column: indent });
  // Below a text every line that is indented like it would be a part of it.
  const below = value.type === 'block-scalar' ? { own: [], beyond: tail.rest } : splitByIndent(tail.rest, indent + 1);
  const opening = splitOpening(plain(inside), layout);
  const item = {
    before: plain(before),
    comment: comment[0] ?? '',
    inside: opening.inside,
    value: opening.layout,
    below: plain(below.own),
  };
  return { item, beyond: [...beyond, ...below.beyond] };
}

/** Comments below the key of a map: those right above the first key in it are about that key, and move with it. */
function splitOpening(inside: Leading, layout: Layout): { inside: Leading; layout: Layout } {
  const first = layout.kind === 'map' ? layout.entries[0] : undefined;
  if (layout.kind !== 'map' || first === undefined) return { inside, layout };
  const end = inside.lastIndexOf('') + 1;
  const entry = { ...first, before: [...inside.slice(end), ...first.before] };
  return { inside: inside.slice(0, end), layout: { ...layout, entries: [entry, ...layout.entries.slice(1)] } };
}

function endOf(value: CST.Token): readonly CST.SourceToken[] {
  if (value.type === 'flow-collection') return value.end.slice(1);
  return 'end' in value && Array.isArray(value.end) ? value.end : [];
}

/** Comment lines at the end of a block: those that stand further out belong to what stands there. */
function splitByIndent(
  lines: readonly CommentLine[],
  indent: number,
): { own: readonly CommentLine[]; beyond: readonly CommentLine[] } {
  const first = lines.findIndex(({ text, column }) => text !== '' && column < indent);
  if (first === -1) {
    // Blank lines after the last comment separate this block from the next.
    const last = lines.map(({ text }) => text !== '').lastIndexOf(true);
    return { own: lines.slice(0, last + 1), beyond: lines.slice(last + 1) };
  }
  const cut = first > 0 && lines[first - 1]?.text === '' ? first - 1 : first;
  return { own: lines.slice(0, cut), beyond: lines.slice(cut) };
}

function readFlow(token: CST.FlowCollection): Layout {
  const source = CST.stringify({ ...token, end: token.end.slice(0, 1) }).trim();
  if (source.includes('\n')) return { kind: 'lines', lines: shifted(source.split(/\r?\n/)) };
  const items = token.items.filter(({ key, value, sep }) => key || value || sep);
  if (token.start.type === 'flow-map-start') {
    return {
      kind: 'flow-map',
      entries: items.map(
        ({ key, value }): FlowEntry => ({ key: sourceOf(key), value: value ? readValue(value, 0).layout : null }),
      ),
    };
  }
  // `[a: b]`, a map without braces: nothing of ours; its source is fine as it is.
  if (items.some(({ sep }) => sep !== undefined)) return { kind: 'lines', lines: [source] };
  return {
    kind: 'flow-list',
    items: items.map(({ value }) => (value ? readValue(value, 0).layout : { kind: 'nothing' })),
  };
}

/** Lines as their author set them, the ones after the first moved left as one. */
function shifted([first = '', ...rest]: readonly string[]): string[] {
  const indents = rest.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  const indent = Math.min(...indents);
  return [first.trimEnd(), ...rest.map((line) => line.slice(indent).trimEnd())];
}

function sourceOf(token: CST.Token | null | undefined): string {
  if (token && 'source' in token && token.type !== 'block-scalar') return token.source;
  throw new NotFormattable('there is a key that is no scalar');
}
