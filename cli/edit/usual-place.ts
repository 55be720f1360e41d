import type { YamlPath } from '../diagnostics/diagnostic.ts';
import { type FileKind, keyOrderAt } from './key-order.ts';

/** Where a new key goes among those of a map: by the usual order of its place, else behind them. */
export function usualIndex(keys: readonly string[], key: string, kind: FileKind, path: YamlPath): number {
  const order = keyOrderAt(kind, path) ?? [];
  const rank = order.indexOf(key);
  if (rank === -1) return keys.length;
  const behind = new Set(order.slice(rank + 1));
  const index = keys.findIndex((other) => behind.has(other));
  return index === -1 ? keys.length : index;
}

/**
 * Whether a collection that has become empty may go altogether, because its file says the same without it. Elsewhere it
 * stays, empty: a step of a schedule with `rules: []` takes all rules away, an empty `access` gives nobody anything.
 */
export function mayVanish(kind: FileKind, path: YamlPath): boolean {
  const [first, , third] = path;
  if (kind === 'flag') {
    if (path.length === 1) return first === 'requires' || first === 'tags' || first === 'environments';
    if (first !== 'environments') return false;
    if (path.length === 3) return third === 'rules' || third === 'targets' || third === 'schedule';
    return path.length === 4 && third === 'targets';
  }
  return kind === 'segment' && path.length === 1 && (first === 'include' || first === 'exclude');
}
