import { parse } from 'yaml';
import type { YamlPath } from '../diagnostics/diagnostic.ts';
import { type FileKind, inOrder, keyOrderAt } from './key-order.ts';
import type { Entry, FileLayout, Item, Layout, Leading } from './layout.ts';

const STEP = 2;
const MODELINE = /^#\s*yaml-language-server:/;

/** Writes a layout in the house style: two columns a level, `{ a: b }`, `[a, b]`, one blank line at most, usual key order; blank lines at the end stay. */
export function printLayout(layout: FileLayout, kind: FileKind): string {
  const { heading, first } = splitHeading(layout.before);
  const lines: string[] = [...heading];
  if (layout.hasMarker) lines.push('---');
  const content = printBlock(withFirstComments(layout.value, first), 0, [], kind) ?? [
    ...first,
    ...printInline(layout.value, 0, [], kind),
  ];
  lines.push(...content, ...layout.after);
  return `${withoutLeadingBlanks(lines).join('\n')}\n`;
}

/** What stays at the top of the file, and the comment right above the first key, which moves with it. */
function splitHeading(before: Leading): { heading: Leading; first: Leading } {
  const end = Math.max(before.lastIndexOf(''), before.map((line) => MODELINE.test(line)).lastIndexOf(true));
  return { heading: before.slice(0, end + 1), first: before.slice(end + 1) };
}

function withFirstComments(value: Layout, comments: Leading): Layout {
  const first = value.kind === 'map' ? value.entries[0] : undefined;
  if (value.kind !== 'map' || first === undefined) return value;
  return { ...value, entries: [{ ...first, before: [...comments, ...first.before] }, ...value.entries.slice(1)] };
}

/** Lines of a block collection at this column; null when the value stands on the line of its key. */
function printBlock(value: Layout, column: number, path: YamlPath, kind: FileKind): string[] | null {
  const pad = ' '.repeat(column);
  if (value.kind === 'map') {
    const entries = inOrder(value.entries, keyText, keyOrderAt(kind, path));
    const lines = entries.flatMap((entry) =>
      printItem(entry, `${entry.key}:`, column, [...path, keyText(entry)], kind),
    );
    return [...lines, ...value.after.map((line) => indented(pad, line))];
  }
  if (value.kind === 'list') {
    const lines = value.items.flatMap((item, index) => printItem(item, '-', column, [...path, index], kind));
    return [...lines, ...value.after.map((line) => indented(pad, line))];
  }
  return null;
}

function printItem(item: Item, head: string, column: number, path: YamlPath, kind: FileKind): string[] {
  const pad = ' '.repeat(column);
  const deeper = ' '.repeat(column + STEP);
  const lines = item.before.map((line) => indented(pad, line));
  const comment = item.comment === '' ? '' : ` ${item.comment}`;
  const below = item.below.map((line) => indented(deeper, line));
  const inside = withoutEdgeBlanks(item.inside);
  const printed = printBlock(item.value, column + STEP, path, kind);
  const block = printed === null ? [] : withoutLeadingBlanks(printed);
  const first = block[0];
  if (first !== undefined) {
    if (
      head === '-' &&
      item.value.kind === 'map' &&
      inside.length === 0 &&
      comment === '' &&
      !first.trimStart().startsWith('#')
    ) {
      lines.push(`${pad}- ${first.trimStart()}`, ...block.slice(1));
    } else {
      lines.push(pad + head + comment, ...inside.map((line) => indented(deeper, line)), ...block);
    }
    return [...lines, ...below];
  }
  const [start = '', ...rest] = printInline(item.value, column + STEP, path, kind);
  if (inside.length > 0) {
    // The value stands below its key because comments stand between them.
    lines.push(
      pad + head,
      ...inside.map((line) => indented(deeper, line)),
      `${deeper}${start}${rest.length === 0 ? comment : ''}`,
    );
  } else {
    lines.push(
      `${pad}${head}${start === '' ? '' : ` ${start}`}${rest.length === 0 || item.value.kind === 'block' ? comment : ''}`,
    );
  }
  lines.push(...rest);
  if (rest.length > 0 && item.value.kind === 'lines' && comment !== '') lines.push(`${lines.pop() ?? ''}${comment}`);
  return [...lines, ...below];
}

/** The lines of a value that begins on the line of its key; the lines after the first are indented already. */
function printInline(value: Layout, column: number, path: YamlPath, kind: FileKind): string[] {
  const pad = ' '.repeat(column);
  if (value.kind === 'lines') return value.lines.map((line, row) => (row === 0 ? line : indented(pad, line)));
  if (value.kind === 'block') return [value.header, ...value.lines.map((line) => indented(pad, line))];
  return [printFlow(value, path, kind)];
}

function printFlow(value: Layout, path: YamlPath, kind: FileKind): string {
  switch (value.kind) {
    case 'flow-map': {
      const entries = inOrder(value.entries, keyText, keyOrderAt(kind, path)).map((entry) => {
        if (entry.value === null) return entry.key;
        return `${entry.key}: ${printFlow(entry.value, [...path, keyText(entry)], kind)}`.trimEnd();
      });
      return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
    }
    case 'flow-list':
      return `[${value.items.map((item, index) => printFlow(item, [...path, index], kind)).join(', ')}]`;
    case 'lines':
      return value.lines.join(' ');
    default:
      return '';
  }
}

const keyText = ({ key }: Pick<Entry, 'key'>): string => (/^["']/.test(key) ? String(parse(key)) : key);

const indented = (pad: string, line: string): string => (line === '' ? '' : pad + line);

function withoutEdgeBlanks(lines: Leading): Leading {
  const first = lines.findIndex((line) => line !== '');
  const last = lines.map((line) => line !== '').lastIndexOf(true);
  return first === -1 ? [] : lines.slice(first, last + 1);
}

function withoutLeadingBlanks(lines: Leading): Leading {
  const first = lines.findIndex((line) => line !== '');
  return first === -1 ? [] : lines.slice(first);
}
