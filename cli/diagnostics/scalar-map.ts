/**
 * Maps a decoded YAML scalar back to its source, unit by unit, through quotes, escapes, folds and block indentation.
 * Conditions are reported by offsets in their decoded text; people look at the file.
 */
import type { CST } from 'yaml';

export interface ScalarMap {
  /** The decoded text, UTF-16 unit i of which stands at [from[i], to[i]) in the file. */
  readonly text: string;
  readonly from: readonly number[];
  readonly to: readonly number[];
  /** Where the content ends in the file: the place of a span at the very end of the text. */
  readonly end: number;
  readonly style: 'plain' | 'single' | 'double' | 'block';
}

interface Draft {
  text: string;
  readonly from: number[];
  readonly to: number[];
}

const SINGLE_ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
  '\t': '\t',
};

const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

function push(draft: Draft, text: string, from: number, to: number): void {
  for (let index = 0; index < text.length; index += 1) {
    draft.from.push(from);
    draft.to.push(to);
  }
  draft.text += text;
}

/** Pushes text that stands in the file as it is. */
function pushPlain(draft: Draft, text: string, from: number): void {
  for (let index = 0; index < text.length; index += 1) {
    draft.from.push(from + index);
    draft.to.push(from + index + 1);
  }
  draft.text += text;
}

/** The map of a scalar token; null for a token that is no scalar with content. */
export function mapScalar(token: CST.Token): ScalarMap | null {
  switch (token.type) {
    case 'scalar':
      return mapFlow(token.source, token.offset, 'plain');
    case 'single-quoted-scalar':
      return mapFlow(token.source.slice(1, -1), token.offset + 1, 'single');
    case 'double-quoted-scalar':
      return mapFlow(token.source.slice(1, -1), token.offset + 1, 'double');
    case 'block-scalar':
      return mapBlock(token);
    default:
      return null;
  }
}

function mapFlow(source: string, base: number, style: 'plain' | 'single' | 'double'): ScalarMap {
  const draft: Draft = { text: '', from: [], to: [] };
  /** Units before this index come from escapes: a fold must not trim them. */
  let kept = 0;
  let at = 0;
  while (at < source.length) {
    const char = source[at] as string;
    if (char === '\n' || (char === '\r' && source[at + 1] === '\n')) {
      at = pushFold(draft, source, at, base, kept);
      kept = draft.text.length;
    } else if (style === 'single' && char === "'") {
      push(draft, "'", base + at, base + at + 2);
      at += 2;
    } else if (style === 'double' && char === '\\') {
      at = pushEscape(draft, source, at, base);
      kept = draft.text.length;
    } else {
      pushPlain(draft, char, base + at);
      at += 1;
    }
  }
  return { ...draft, end: base + source.length, style };
}

/** One line break is a space, n are n - 1 breaks; white space around them is dropped. Returns where the text goes on. */
function pushFold(draft: Draft, source: string, start: number, base: number, kept: number): number {
  let length = draft.text.length;
  while (length > kept && (draft.text[length - 1] === ' ' || draft.text[length - 1] === '\t')) length -= 1;
  draft.text = draft.text.slice(0, length);
  draft.from.length = length;
  draft.to.length = length;
  let at = start;
  let breaks = 0;
  for (; at < source.length; at += 1) {
    const char = source[at];
    if (char === '\n') breaks += 1;
    else if (char !== ' ' && char !== '\t' && char !== '\r') break;
  }
  push(draft, breaks === 1 ? ' ' : '\n'.repeat(breaks - 1), base + start, base + at);
  return at;
}

function pushEscape(draft: Draft, source: string, at: number, base: number): number {
  const next = source[at + 1] ?? '';
  if (next === '\n' || next === '\r') {
    // An escaped line break: it and the next line's indentation vanish.
    let end = at + (next === '\r' ? 3 : 2);
    while (source[end] === ' ' || source[end] === '\t') end += 1;
    return end;
  }
  const digits = HEX_DIGITS[next];
  if (digits === undefined) {
    push(draft, SINGLE_ESCAPES[next] ?? next, base + at, base + at + 2);
    return at + 2;
  }
  const code = Number.parseInt(source.slice(at + 2, at + 2 + digits), 16);
  const text = code <= 0x10ffff ? String.fromCodePoint(code) : '';
  push(draft, text, base + at, base + at + 2 + digits);
  return at + 2 + digits;
}

interface Line {
  readonly indent: number;
  readonly content: string;
  /** Where the line begins in the file. */
  readonly start: number;
}

function mapBlock(token: CST.BlockScalar): ScalarMap {
  const header = token.props.find((prop) => prop.type === 'block-scalar-header');
  const written = header !== undefined && 'source' in header ? header.source : '|';
  let base = token.offset;
  for (const prop of token.props) if ('source' in prop) base += prop.source.length;
  const lines = splitLines(token.source, base);
  const draft: Draft = { text: '', from: [], to: [] };
  const isBlank = (line: Line | undefined): boolean => line !== undefined && line.content === '';
  let last = lines.length;
  while (last > 0 && isBlank(lines[last - 1])) last -= 1;
  const first = lines.findIndex((line) => !isBlank(line));
  const explicit = Number(/\d/.exec(written)?.[0] ?? 0);
  const trim = explicit > 0 ? token.indent + explicit : (lines[first]?.indent ?? 0);
  // Blank lines at the end that are indented further belong to the content.
  for (let index = lines.length - 1; index >= last; index -= 1) {
    if ((lines[index] as Line).indent > trim) last = index + 1;
  }
  for (let index = 0; index < first; index += 1) {
    const line = lines[index] as Line;
    const next = lines[index + 1] as Line;
    pushContent(draft, line, trim);
    push(draft, '\n', endOf(line), next.start);
  }
  const content = lines.slice(Math.max(first, 0), last);
  if (written.startsWith('>')) pushFolded(draft, content, trim);
  else pushLiteral(draft, content, trim);
  const end = lines[last - 1];
  const endOffset = end === undefined ? base : endOf(end);
  if (!written.includes('-') && first >= 0) {
    const kept = written.includes('+') ? lines.slice(last) : [];
    push(draft, '\n', endOffset, lines[last]?.start ?? endOffset);
    kept.forEach((line, index) => {
      pushContent(draft, line, trim);
      // The last piece is what follows the last line break: nothing.
      if (index + 1 < kept.length) push(draft, '\n', endOf(line), (kept[index + 1] as Line).start);
    });
  }
  return { ...draft, end: endOffset, style: 'block' };
}

function splitLines(source: string, base: number): Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (const raw of source.split('\n')) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    const indent = /^ */.exec(line)?.[0].length ?? 0;
    lines.push({ indent, content: line.slice(indent), start: base + start });
    start += raw.length + 1;
  }
  return lines;
}

function pushLiteral(draft: Draft, lines: readonly Line[], trim: number): void {
  lines.forEach((line, index) => {
    const before = lines[index - 1];
    if (before !== undefined) push(draft, '\n', endOf(before), line.start);
    pushContent(draft, line, trim);
  });
}

const endOf = (line: Line): number => line.start + line.indent + line.content.length;

function pushContent(draft: Draft, line: Line, trim: number): void {
  const extra = Math.max(0, line.indent - trim);
  pushPlain(draft, ' '.repeat(extra) + line.content, line.start + line.indent - extra);
}

/** The folding of `>`: as the yaml package does it, with the place of each piece. */
function pushFolded(draft: Draft, lines: readonly Line[], trim: number): void {
  let separator = '';
  let wasMoreIndented = false;
  let breakAt = 0;
  for (const line of lines) {
    const content = line.start + Math.min(line.indent, trim);
    if (line.indent > trim || line.content.startsWith('\t')) {
      if (separator === ' ') separator = '\n';
      else if (!wasMoreIndented && separator === '\n') separator = '\n\n';
      push(draft, separator, breakAt, content);
      pushContent(draft, line, trim);
      separator = '\n';
      wasMoreIndented = true;
    } else if (line.content === '') {
      if (separator === '\n') push(draft, '\n', breakAt, content);
      else separator = '\n';
    } else {
      push(draft, separator, breakAt, content);
      pushContent(draft, line, trim);
      separator = ' ';
      wasMoreIndented = false;
    }
    breakAt = endOf(line);
  }
}
