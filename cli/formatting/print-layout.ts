import type { FileKind } from '../edit/key-order.ts';
import type { FileLayout, Item, Layout, Leading } from './layout.ts';
import { inUsualOrder } from './usual-order.ts';

const STEP = 2;
const MODELINE = /^#\s*yaml-language-server:/;

/** Writes a layout in the house style: two columns a level, `{ a: b }`, `[a, b]`, one blank line at most, usual key order; blank lines at the end stay. */
export function printLayout(layout: FileLayout, kind: FileKind): string {
  const { heading, first } = splitHeading(layout.before);
  const value = inUsualOrder(withFirstComments(layout.value, first), kind);
  const content = printBlock(value, 0) ?? [...first, ...printInline(value, 0)];
  const lines: string[] = [...heading];
  // The heading must not run into what another key brings along.
  const last = heading.at(-1) ?? '';
  if (last !== '' && !MODELINE.test(last) && content[0]?.startsWith('#') === true) lines.push('');
  if (layout.hasMarker) lines.push('---');
  append(lines, content);
  append(lines, layout.after, value);
  return `${withoutLeadingBlanks(lines).join('\n')}\n`;
}

/**
 * What stays at the top of the file, and the comment right above the first key, which moves with it. A block that begins
 * the file speaks of the file, even where no blank line follows; a modeline is no such block, it is for editors.
 */
function splitHeading(before: Leading): { heading: Leading; first: Leading } {
  const modeline = before.map((line) => MODELINE.test(line)).lastIndexOf(true);
  const hasOneBlock = modeline === -1 && !before.includes('');
  const end = hasOneBlock ? before.length : Math.max(before.lastIndexOf(''), modeline);
  return { heading: before.slice(0, end + 1), first: before.slice(end + 1) };
}

function withFirstComments(value: Layout, comments: Leading): Layout {
  const first = value.kind === 'map' ? value.entries[0] : undefined;
  if (value.kind !== 'map' || first === undefined) return value;
  return { ...value, entries: [{ ...first, before: [...comments, ...first.before] }, ...value.entries.slice(1)] };
}

/** Lines of a block collection at this column; null when the value stands on the line of its key. */
function printBlock(value: Layout, column: number): string[] | null {
  const pad = ' '.repeat(column);
  if (value.kind === 'map') {
    const lines: string[] = [];
    for (const [index, entry] of value.entries.entries())
      append(lines, printItem(entry, `${entry.key}:`, column), value.entries[index - 1]?.value);
    append(
      lines,
      value.after.map((line) => indented(pad, line)),
      value.entries.at(-1)?.value,
    );
    return lines;
  }
  if (value.kind === 'list') {
    const lines: string[] = [];
    for (const [index, item] of value.items.entries())
      append(lines, printItem(item, '-', column), value.items[index - 1]?.value);
    append(
      lines,
      value.after.map((line) => indented(pad, line)),
      value.items.at(-1)?.value,
    );
    return lines;
  }
  return null;
}

/**
 * Adds lines with one blank line at most between them and those before.
 * @param before the value that the lines before end with: behind a text that keeps its blank lines, one more would be its own.
 */
function append(lines: string[], more: readonly string[], before?: Layout): void {
  const isSeparated = lines.at(-1) === '' || (before !== undefined && endsWithKeptText(before));
  lines.push(...(isSeparated ? withoutLeadingBlanks(more) : more));
}

/** Whether the last line of a value belongs to a text that keeps the blank lines after it (`|+`). */
function endsWithKeptText(value: Layout): boolean {
  if (value.kind === 'block') return value.header.includes('+');
  const last = value.kind === 'map' ? value.entries.at(-1) : value.kind === 'list' ? value.items.at(-1) : undefined;
  return last !== undefined && endsWithKeptText(last.value);
}

function printItem(item: Item, head: string, column: number): string[] {
  const pad = ' '.repeat(column);
  const deeper = ' '.repeat(column + STEP);
  const lines = item.before.map((line) => indented(pad, line));
  const comment = item.comment === '' ? '' : ` ${item.comment}`;
  const below = item.below.map((line) => indented(deeper, line));
  const inside = withoutEdgeBlanks(item.inside);
  const printed = printBlock(item.value, column + STEP);
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
  const [start = '', ...rest] = printInline(item.value, column + STEP);
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
function printInline(value: Layout, column: number): string[] {
  const pad = ' '.repeat(column);
  if (value.kind === 'lines') return value.lines.map((line, row) => (row === 0 ? line : indented(pad, line)));
  if (value.kind === 'block') return [value.header, ...value.lines.map((line) => indented(pad, line))];
  return [printFlow(value)];
}

function printFlow(value: Layout): string {
  switch (value.kind) {
    case 'flow-map': {
      const entries = value.entries.map(({ key, value: inner }) =>
        inner === null ? key : `${key}: ${printFlow(inner)}`.trimEnd(),
      );
      return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
    }
    case 'flow-list':
      return `[${value.items.map(printFlow).join(', ')}]`;
    case 'lines':
      return value.lines.join(' ');
    default:
      return '';
  }
}

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
