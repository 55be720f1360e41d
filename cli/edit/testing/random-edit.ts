/** Edits at random, and what they have to come to, worked out on plain data and on lines, without the code under test. */
import { isCollection, isMap, isScalar, isSeq, type Node, type Pair, parseDocument } from 'yaml';
import type { YamlPath } from '../../diagnostics/diagnostic.ts';
import type { YamlEdit, YamlValue } from '../yaml-edit.ts';

type Plain = unknown;

export function parsePlain(text: string): Plain {
  return parseDocument(text, { intAsBigInt: true }).toJS();
}

/** Every place in plain data, the root left out. */
export function pathsIn(value: Plain, path: YamlPath = []): YamlPath[] {
  const own = path.length === 0 ? [] : [path];
  if (Array.isArray(value)) return [...own, ...value.flatMap((item, index) => pathsIn(item, [...path, index]))];
  if (typeof value === 'object' && value !== null)
    return [...own, ...Object.entries(value).flatMap(([key, inner]) => pathsIn(inner, [...path, key]))];
  return own;
}

export function at(value: Plain, path: YamlPath): Plain {
  return path.reduce<Plain>((inner, step) => (inner as Record<string | number, Plain>)[step], value);
}

const VALUES: readonly YamlValue[] = [
  'new',
  'on',
  'null',
  '007',
  'a: b # c',
  "it's",
  'two\nlines',
  '',
  ' padded ',
  '[x',
  '2026-12-01T09:00:00Z',
  true,
  null,
  12.5,
  98765432109876543210n,
  [],
  {},
  ['x', 1],
  { on: 25, off: 75 },
  { name: 'n', if: 'a == "b" and c > 1', serve: 'on' },
  { deep: { list: [{ a: [1, { b: 'c' }] }, 'y'] } },
  [
    { name: 'one', if: 'x' },
    { name: 'two', if: 'y' },
  ],
];

/** An edit that can be made; null where the file has no place for its kind. */
export function randomEdit(value: Plain, random: () => number): YamlEdit | null {
  const paths = pathsIn(value);
  if (paths.length === 0) return null;
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const lists = paths.filter((path) => Array.isArray(at(value, path)));
  const list = lists.length === 0 ? null : pick(lists);
  const items = list === null ? [] : (at(value, list) as readonly Plain[]);
  const kind = random();
  if (kind < 0.3) return { kind: 'set', path: pick(paths), value: pick(VALUES) };
  if (kind < 0.45) {
    const maps = [[], ...paths].filter((path) => {
      const found = at(value, path);
      return typeof found === 'object' && found !== null && !Array.isArray(found);
    });
    return { kind: 'set', path: [...pick(maps), pick(['zz', 'rules', 'salt', 'enabled', 'x y'])], value: pick(VALUES) };
  }
  if (kind < 0.65) return { kind: 'remove', path: pick(paths) };
  if (list === null) return null;
  if (kind < 0.85)
    return { kind: 'insert', path: list, index: Math.floor(random() * (items.length + 1)), value: pick(VALUES) };
  if (items.length === 0) return null;
  const index = (): number => Math.floor(random() * items.length);
  return { kind: 'move', path: [...list, index()], index: index() };
}

/** What the file has to say afterwards; for kinds of files in which nothing vanishes when it is empty. */
export function expected(value: Plain, edit: YamlEdit): Plain {
  const copy = structuredClone(value);
  const step = edit.path.at(-1) as string | number;
  const holder = at(copy, edit.path.slice(0, -1)) as Record<string | number, Plain>;
  switch (edit.kind) {
    case 'set':
      holder[step] = exact(edit.value);
      break;
    case 'remove':
      if (Array.isArray(holder)) holder.splice(Number(step), 1);
      else delete holder[step];
      break;
    case 'insert':
      (at(copy, edit.path) as Plain[]).splice(edit.index, 0, exact(edit.value));
      break;
    case 'move':
      (holder as unknown as Plain[]).splice(edit.index, 0, ...(holder as unknown as Plain[]).splice(Number(step), 1));
      break;
  }
  return copy;
}

/** As a file reads whole numbers. */
function exact(value: YamlValue): Plain {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return (value as readonly YamlValue[]).map(exact);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, exact(inner as YamlValue)]));
}

/**
 * The lines, from 0, half-open, that an edit may touch: those of its node and of the comments and blank lines around
 * it; for a place that is not there yet those of the nearest one above it.
 */
export function linesOf(text: string, edit: YamlEdit): readonly [from: number, to: number] {
  const document = parseDocument(text, { intAsBigInt: true });
  const plain = parsePlain(text);
  const bare = (line: string | undefined): string => (line ?? '').replace(/\r$/, '');
  const above = edit.path.slice(0, -1);
  // The last one of a collection leaves brackets behind, beside the key above.
  const isLast = edit.kind === 'remove' && Object.keys(at(plain, above) as object).length === 1;
  const path = edit.kind === 'move' || isLast ? above : edit.path;
  let node = document.contents as Node | null;
  let start = 0;
  let end = text.length;
  for (const step of path) {
    const pair: Pair | undefined = isMap(node)
      ? (node.items as Pair[]).find(({ key }) => isScalar(key) && String(key.value) === String(step))
      : undefined;
    const next =
      pair === undefined ? (isSeq(node) ? (node.items[Number(step)] as Node) : null) : (pair.value as Node | null);
    if (pair === undefined && next === null) break;
    const key = pair?.key as Node | undefined;
    start = key?.range?.[0] ?? next?.range?.[0] ?? start;
    end = Math.max(key?.range?.[1] ?? 0, next?.range?.[1] ?? 0);
    node = next;
    // A comma may go with what is taken out behind it.
    if (isCollection(node) && node.flow === true) break;
  }
  const lines = text.split('\n');
  const lineOf = (offset: number): number => text.slice(0, offset).split('\n').length - 1;
  const isTrivia = (line: string | undefined): boolean => line !== undefined && /^\s*(?:#.*)?$/.test(bare(line));
  let from = lineOf(start);
  let to = lineOf(Math.max(start, text.slice(0, end).trimEnd().length - 1)) + 1;
  // A dash may stand above what belongs to it.
  while (from > 0 && /^[\s-]*(?:#.*)?$/.test(bare(lines[from - 1]))) from -= 1;
  while (to < lines.length && isTrivia(lines[to])) to += 1;
  // The next key takes the place behind the dash.
  if (edit.kind === 'remove' && /^\s*-\s+[^\s#]/.test(lines[lineOf(start)] ?? '')) to += 1;
  return [from, to];
}
