/** From findings to places that an editor can jump to. Files are parsed again for it, only those with findings. */
import { Composer, type CST, type Document, isMap, isScalar, isSeq, type Node, type Pair, Parser } from 'yaml';
import type { Edit, Finding, Place, Position, Range, YamlPath } from './diagnostic.ts';
import { reorderEdit } from './reorder.ts';
import { mapScalar, type ScalarMap } from './scalar-map.ts';

/** Half-open UTF-16 offsets into the file's text. */
type Offsets = readonly [start: number, end: number];

/** A document composed with `keepSourceTokens`. */
export type ParsedDocument = Document;

/** Finds places in one file; parses it once, when the first place needs it. */
export interface Locator {
  /** 1-based, end exclusive. A path that does not exist lies at the key of its nearest ancestor that does. */
  readonly range: (place: Place) => Range;
  /** The edit of a finding's fix, or null when it has none or none can be made safely. */
  readonly edit: (finding: Finding) => Edit | null;
}

/**
 * Locates findings in a YAML file's text (LF or CRLF, without a BOM). Never throws: what cannot be found lies at the
 * start of the file.
 */
export function createLocator(text: string, known?: ParsedDocument): Locator {
  let document: Document | null | undefined = known;
  let lineStarts: number[] | undefined;
  const parsed = (): Document | null => {
    document = document === undefined ? parseForPositions(text) : document;
    return document;
  };
  const position = (offset: number): Position => {
    lineStarts ??= startsOfLines(text);
    return positionAt(lineStarts, offset);
  };
  return {
    range(place) {
      const [start, end] = 'offsets' in place ? place.offsets : offsetsOf(text, parsed(), place);
      return {
        start: position(Math.min(start, text.length)),
        end: position(Math.min(end, text.length)),
      };
    },
    edit(finding) {
      if (finding.reorder !== undefined) {
        const { path, order } = finding.reorder;
        const document = parsed();
        const found = document === null ? null : walkTo(document, path);
        return found?.isWhole && isSeq(found.step.node) ? reorderEdit(text, found.step.node, order) : null;
      }
      return finding.fix === undefined ? null : editOf(text, parsed, finding.fix.place ?? finding.place, finding.fix);
    },
  };
}

function parseForPositions(text: string): Document | null {
  try {
    const tokens = [...new Parser().parse(text)];
    const options = {
      uniqueKeys: false,
      version: '1.2',
      schema: 'core',
      keepSourceTokens: true,
      logLevel: 'silent',
    } as const;
    let first: Document | null = null;
    for (const document of new Composer(options).compose(tokens, true, text.length)) first ??= document;
    return first;
  } catch {
    // Nesting that overflows the stack: its findings carry offsets, so the tree is not needed.
    return null;
  }
}

function startsOfLines(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function positionAt(starts: readonly number[], offset: number): Position {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] as number) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (starts[low] as number) + 1 };
}

type PathPlace = Extract<Place, { path: YamlPath }>;

/** A node on the way, with the pair that holds it when its parent is a map. */
interface Step {
  readonly node: Node | null;
  readonly pair: Pair | null;
}

function walkTo(document: Document, path: YamlPath): { step: Step; isWhole: boolean } {
  let step: Step = { node: document.contents, pair: null };
  for (const key of path) {
    const next = childOf(step.node, key);
    if (next === null) return { step, isWhole: false };
    step = next;
  }
  return { step, isWhole: true };
}

function childOf(node: Node | null, key: string | number): Step | null {
  if (isSeq(node)) {
    const item = typeof key === 'number' ? node.items[key] : undefined;
    return item === undefined ? null : { node: item as Node | null, pair: null };
  }
  if (!isMap(node)) return null;
  for (const pair of node.items) {
    if (isScalar(pair.key) && keyText(pair.key.value, pair.key.source) === String(key)) {
      return { node: pair.value as Node | null, pair };
    }
  }
  return null;
}

function keyText(value: unknown, source: string | undefined): string {
  return typeof value === 'string' ? value : (source ?? String(value));
}

function offsetsOf(text: string, document: Document | null, place: PathPlace): Offsets {
  if (document === null) return [0, 0];
  const { step, isWhole } = walkTo(document, place.path);
  const wantsKey = place.on === 'key' || !isWhole;
  if (wantsKey) return keyOffsets(step);
  if (place.span !== undefined) {
    const map = scalarMapOf(step.node);
    if (map !== null) return spanOffsets(map, place.span);
  }
  const [start, end] = valueOffsets(step);
  // Blocks reach to the beginning of what follows them; what is meant ends with their last character.
  return [start, start + text.slice(start, end).trimEnd().length];
}

/** The key of a map's entry; of a list's item, its first key; of the document, its first key. */
function keyOffsets(step: Step): Offsets {
  if (step.pair !== null) return rangeOf(step.pair.key as Node | null) ?? [0, 0];
  if (isMap(step.node) && !step.node.flow) {
    const first = rangeOf((step.node.items[0]?.key ?? null) as Node | null);
    if (first !== null) return first;
  }
  return valueOffsets(step);
}

function valueOffsets(step: Step): Offsets {
  const range = rangeOf(step.node);
  if (range === null) return step.pair === null ? [0, 0] : (rangeOf(step.pair.key as Node | null) ?? [0, 0]);
  // An empty value (`key:` and nothing more) shows nothing: its key does.
  if (range[0] === range[1] && step.pair !== null) return rangeOf(step.pair.key as Node | null) ?? range;
  return range;
}

function rangeOf(node: Node | null): Offsets | null {
  const range = node?.range;
  return range ? [range[0], range[1]] : null;
}

function scalarMapOf(node: Node | null): ScalarMap | null {
  if (!isScalar(node) || node.srcToken === undefined) return null;
  const map = mapScalar(node.srcToken as CST.Token);
  // A map that does not give the parser's own text would point astray.
  return map !== null && map.text === node.value ? map : null;
}

function spanOffsets(map: ScalarMap, span: Offsets): Offsets {
  const start = map.from[span[0]] ?? map.end;
  if (span[1] <= span[0]) return [start, start];
  return [start, map.to[span[1] - 1] ?? map.end];
}

function editOf(
  text: string,
  parsed: () => Document | null,
  place: Place,
  { text: replacement, isYaml }: NonNullable<Finding['fix']>,
): Edit | null {
  if ('offsets' in place)
    return {
      start: place.offsets[0],
      end: place.offsets[1],
      text: replacement,
    };
  const document = parsed();
  if (document === null) return null;
  const { step, isWhole } = walkTo(document, place.path);
  if (!isWhole) return null;
  const node = place.on === 'key' ? ((step.pair?.key ?? null) as Node | null) : step.node;
  const [start, end] = place.on === 'key' ? keyOffsets(step) : valueOffsets(step);
  if (place.span === undefined) {
    const isText = !isYaml && isScalar(node) && node.type !== 'BLOCK_FOLDED' && node.type !== 'BLOCK_LITERAL';
    return {
      start,
      end,
      text: isText ? writeScalar(replacement, text[start] ?? '') : replacement,
    };
  }
  const map = scalarMapOf(node);
  if (map === null) return null;
  const [from, to] = spanOffsets(map, place.span);
  const expected = map.text.slice(0, place.span[0]) + replacement + map.text.slice(place.span[1]);
  const piece = { start: from, end: to, text: writeInside(replacement, map.style) };
  if (readsAs(text, piece, place.path, expected)) return piece;
  // What was plain may need quotes now.
  const whole = { start, end, text: `'${expected.replaceAll("'", "''")}'` };
  return map.style === 'plain' && readsAs(text, whole, place.path, expected) ? whole : null;
}

/** A whole scalar, in the quotes that it had; a plain one stays plain where that is safe. */
function writeScalar(value: string, quote: string): string {
  if (quote === "'" && !/[\n\r]/.test(value)) return `'${value.replaceAll("'", "''")}'`;
  if (quote === '"') return JSON.stringify(value);
  const isPlain = /^[A-Za-z](?:[A-Za-z0-9._ -]*[A-Za-z0-9._-])?$/.test(value) && !/^(?:true|false|null)$/i.test(value);
  return isPlain ? value : JSON.stringify(value);
}

function writeInside(value: string, style: ScalarMap['style']): string {
  if (style === 'double') return JSON.stringify(value).slice(1, -1);
  return style === 'single' ? value.replaceAll("'", "''") : value;
}

/** Whether the file, with the edit made, says `expected` at the path: the proof that an edit inside a scalar is safe. */
function readsAs(text: string, edit: Edit, path: YamlPath, expected: string): boolean {
  const document = parseForPositions(text.slice(0, edit.start) + edit.text + text.slice(edit.end));
  if (document === null || document.errors.length > 0) return false;
  const { step, isWhole } = walkTo(document, path);
  return isWhole && isScalar(step.node) && step.node.value === expected;
}
