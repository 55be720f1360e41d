/** Turns a composed document into plain data, and reports what YAML can say and a flag file must not. */
import type { Json } from '@flagforge/sdk/engine';
import { isMap, isScalar, isSeq, type Node, type ParsedNode, type Scalar, type YAMLMap } from 'yaml';
import type { Finding, YamlPath } from '../../diagnostics/diagnostic.ts';

/**
 * The source text of each number that is not written as JavaScript would print it (`007`, `1e3`, `10.50`),
 * by the list or map that holds it and its index or key.
 */
export type NumberSources = ReadonlyMap<object, ReadonlyMap<string | number, string>>;

export interface PlainData {
  readonly data: Json;
  readonly numbers: NumberSources;
  readonly findings: readonly Finding[];
}

interface Walk {
  readonly file: string;
  readonly findings: Finding[];
  readonly numbers: Map<object, Map<string | number, string>>;
  /** Tells whether any name, `__proto__` included, is an attribute's name in the map at this path. */
  readonly isOpenMap: (path: YamlPath) => boolean;
  /** Whether the file is that of a boolean flag, whose variants are called on and off. */
  readonly isBoolean: boolean;
  readonly path: (string | number)[];
  /** Inside a key that stands a second time: its path leads to the first one. */
  isRepeated: boolean;
}

const DANGEROUS_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Types of flags that name their variants themselves. */
const OTHER_TYPES: ReadonlySet<unknown> = new Set(['string', 'number', 'json']);

/** What YAML 1.1 readers take for a boolean and YAML 1.2 for a text. */
const BARE_BOOLEAN = /^(?:y|n|yes|no|on|off)$/i;

/** Keys whose values name a variant: the contract itself writes `serve: on` bare. */
const VARIANT_KEYS: ReadonlySet<string | number> = new Set(['serve', 'default', 'off', 'variant']);

/** Keys whose maps have names of variants for keys. */
const VARIANT_MAPS: ReadonlySet<string | number> = new Set(['rollout', 'targets', 'variants']);

/** An unpaired surrogate has no UTF-8 form, so nothing that is hashed or sent may hold one. */
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/**
 * Plain JSON data of a document: own properties only, `__proto__` never a prototype.
 * The findings' severities are those of the code table; only FF1019 leaves the data usable.
 */
export function toPlainData(file: string, contents: Node | null, isOpenMap: Walk['isOpenMap']): PlainData {
  const isBoolean = isMap(contents) && !OTHER_TYPES.has(contents.get('type'));
  const walk: Walk = { file, findings: [], numbers: new Map(), isOpenMap, isBoolean, path: [], isRepeated: false };
  return { data: nodeData(contents as ParsedNode | null, walk), numbers: walk.numbers, findings: walk.findings };
}

function report(walk: Walk, code: string, node: Node, args: Finding['args'] = {}, fix?: string): void {
  const range = node.range ?? [0, 0, 0];
  const finding: Finding = {
    code,
    file: walk.file,
    place: { offsets: [range[0], Math.max(range[1], range[0])] },
    args,
  };
  walk.findings.push(fix === undefined ? finding : { ...finding, fix: { text: fix } });
}

function nodeData(node: Node | null | undefined, walk: Walk): Json {
  if (isScalar(node)) return scalarData(node, walk);
  if (isMap(node)) return mapData(node, walk);
  if (!isSeq(node)) return null;
  const list: Json[] = [];
  for (let index = 0; index < node.items.length; index += 1) {
    const item = node.items[index] as Node | null;
    walk.path.push(index);
    const value = nodeData(item, walk);
    walk.path.pop();
    list.push(value);
    if (typeof value === 'number') noteNumber(list, index, item as Scalar, value, walk);
  }
  return list;
}

function mapData(node: YAMLMap, walk: Walk): Json {
  const map: Record<string, Json> = {};
  const isOpen = walk.isOpenMap(walk.path);
  for (const pair of node.items) {
    const keyNode = pair.key as Node | null;
    if (!isScalar(keyNode)) {
      if (keyNode !== null) report(walk, 'FF1014', keyNode, { key: '', kind: 'a list or map' });
      continue;
    }
    const key = keyText(keyNode, walk);
    if (!isOpen && DANGEROUS_KEYS.has(key)) report(walk, 'FF1012', keyNode, { key });
    const isSecond = Object.hasOwn(map, key);
    if (isSecond) report(walk, 'FF1013', keyNode, { key });
    const wasRepeated = walk.isRepeated;
    walk.isRepeated ||= isSecond;
    walk.path.push(key);
    const value = nodeData(pair.value as Node | null, walk);
    walk.path.pop();
    walk.isRepeated = wasRepeated;
    // The first one counts, as it does where findings are located: what is said of a value is said at that value.
    if (isSecond) continue;
    if (key === '__proto__') {
      Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
    } else map[key] = value;
    if (typeof value === 'number') noteNumber(map, key, pair.value as Scalar, value, walk);
  }
  return map;
}

/** A key as text; any other kind of scalar is reported and read as it is written. */
function keyText(node: Scalar, walk: Walk): string {
  const value = node.value;
  if (typeof value === 'string') {
    if (LONE_SURROGATE.test(value)) report(walk, 'FF1020', node);
    return value;
  }
  const written = node.source ?? '';
  const kind = value === null ? 'null' : typeof value === 'number' ? 'a number' : 'a boolean';
  const namesVariants = walk.isBoolean && VARIANT_MAPS.has(walk.path.at(-1) ?? '');
  if (typeof value === 'boolean' && namesVariants) {
    const name = value ? 'on' : 'off';
    report(walk, 'FF1014', node, { key: written, kind, name }, name);
    return name;
  }
  report(walk, 'FF1014', node, { key: written, kind }, written === '' ? undefined : JSON.stringify(written));
  return written;
}

function scalarData(node: Scalar, walk: Walk): Json {
  const value = node.value;
  if (typeof value === 'string') {
    const isBare = value.length <= 3 && node.type === 'PLAIN' && BARE_BOOLEAN.test(value);
    if (isBare && !walk.isRepeated && !namesVariant(walk.path)) {
      const place = { path: [...walk.path] };
      walk.findings.push({
        code: 'FF1019',
        file: walk.file,
        place,
        args: { value },
        fix: { text: `"${value}"`, isYaml: true },
      });
    }
    if (LONE_SURROGATE.test(value)) report(walk, 'FF1020', node);
    return value;
  }
  if (typeof value === 'number') {
    const written = node.source ?? String(value);
    if (!Number.isFinite(value)) report(walk, 'FF1015', node, { value: written });
    else if (isLossy(value, written)) report(walk, 'FF1016', node, { value: written, read: String(value) });
    return value;
  }
  return typeof value === 'boolean' ? value : null;
}

/** Names are always read as names there; one that is no variant is an error of its own. */
function namesVariant(path: YamlPath): boolean {
  const last = path.at(-1);
  return (last !== undefined && VARIANT_KEYS.has(last)) || path.at(-2) === 'overrides';
}

/** An integer that a double cannot hold exactly: beyond 2^53 - 1 every reader may see another number. */
function isLossy(value: number, written: string): boolean {
  return Math.abs(value) > Number.MAX_SAFE_INTEGER && /^[-+]?(?:\d+|0x[\da-fA-F]+|0o[0-7]+)$/.test(written);
}

function noteNumber(holder: object, key: string | number, node: Scalar, value: number, walk: Walk): void {
  const written = node.source;
  if (written === undefined || written === String(value)) return;
  const known = walk.numbers.get(holder);
  if (known === undefined) walk.numbers.set(holder, new Map([[key, written]]));
  else known.set(key, written);
}

/** A number as the author wrote it. */
export function writtenNumber(numbers: NumberSources, holder: object, key: string | number, value: number): string {
  return numbers.get(holder)?.get(key) ?? String(value);
}
