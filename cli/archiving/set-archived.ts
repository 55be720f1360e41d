import { isMap, isNode, isScalar, type Pair, parseDocument } from 'yaml';
import { keyOrderAt } from '../edit/key-order.ts';

/**
 * The text of a flag's file with `archived: true`, everything else left byte for byte. Pure.
 * @returns null when the file has a form for which this is not safe; the text must be a map without errors.
 */
export function setArchived(text: string): string | null {
  const document = parseDocument(text, { uniqueKeys: false, intAsBigInt: true });
  const root = document.contents;
  if (!isMap(root) || root.range === null || root.range === undefined) return null;
  const changed = splice(text, root.items as Pair[], root.flow === true, root.range[0]);
  if (changed === null) return null;
  const before = document.toJS({ maxAliasCount: 0 }) as Record<string, unknown>;
  const after = parseDocument(changed, { uniqueKeys: false, intAsBigInt: true });
  // The order of the keys counts too, of all but the one that was added.
  const { archived: _, ...others } = after.toJS({ maxAliasCount: 0 }) as Record<string, unknown>;
  const { archived: __, ...expected } = before;
  const isSame = after.errors.length === 0 && after.get('archived') === true && textOf(others) === textOf(expected);
  return isSame ? changed : null;
}

const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? `${inner}n` : inner));

function splice(text: string, pairs: readonly Pair[], isFlow: boolean, start: number): string | null {
  const keyOf = ({ key }: Pair): string => (isScalar(key) ? String(key.value) : '');
  const own = pairs.find((pair) => keyOf(pair) === 'archived');
  if (own !== undefined) {
    if (
      !isScalar(own.value) ||
      own.value.range === null ||
      own.value.range === undefined ||
      own.value.range[0] === own.value.range[1]
    )
      return null;
    return `${text.slice(0, own.value.range[0])}true${text.slice(own.value.range[1])}`;
  }
  if (isFlow) return `${text.slice(0, start + 1)} archived: true,${text.slice(start + 1)}`;
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const order = keyOrderAt('flag', []) ?? [];
  const following = new Set(order.slice(order.indexOf('archived') + 1));
  const index = pairs.findIndex((pair) => following.has(keyOf(pair)));
  if (index === -1) return `${text}${text.endsWith('\n') || text === '' ? '' : lineEnd}archived: true${lineEnd}`;
  const next = pairs[index];
  if (next === undefined || !isNode(next.key) || next.key.range === null || next.key.range === undefined) return null;
  const previous = pairs[index - 1]?.value;
  const from = isNode(previous) && previous.range ? previous.range[1] : 0;
  const at = beforeComments(text, text.lastIndexOf('\n', next.key.range[0] - 1) + 1, from);
  return `${text.slice(0, at)}archived: true${lineEnd}${text.slice(at)}`;
}

/** The start of the blank and comment lines that stand right above a line: they belong to it. Not before `limit`. */
function beforeComments(text: string, lineStart: number, limit: number): number {
  let at = lineStart;
  while (at > 0) {
    const above = text.lastIndexOf('\n', at - 2) + 1;
    const line = text.slice(above, at).trim();
    if (above < limit || (line !== '' && !line.startsWith('#'))) break;
    at = above;
  }
  // A modeline and the comment of the file stay at its top.
  return at === 0 ? lineStart : at;
}
