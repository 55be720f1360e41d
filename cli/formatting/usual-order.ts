import { parse } from 'yaml';
import type { YamlPath } from '../diagnostics/diagnostic.ts';
import { type FileKind, inOrder, keyOrderAt } from '../edit/key-order.ts';
import type { Entry, Layout } from './layout.ts';

/** A layout with the keys of each of its maps in their usual order; what belongs to an entry moves with it. */
export function inUsualOrder(value: Layout, kind: FileKind, path: YamlPath = []): Layout {
  switch (value.kind) {
    case 'map': {
      const entries = value.entries.map((entry) => {
        return { ...entry, value: inUsualOrder(entry.value, kind, [...path, keyText(entry)]) };
      });
      return { ...value, entries: inOrder(entries, keyText, keyOrderAt(kind, path)) };
    }
    case 'list': {
      const items = value.items.map((item, index) => {
        return { ...item, value: inUsualOrder(item.value, kind, [...path, index]) };
      });
      return { ...value, items };
    }
    case 'flow-map': {
      const entries = value.entries.map((entry) => {
        return entry.value === null
          ? entry
          : { ...entry, value: inUsualOrder(entry.value, kind, [...path, keyText(entry)]) };
      });
      return { ...value, entries: inOrder(entries, keyText, keyOrderAt(kind, path)) };
    }
    case 'flow-list':
      return { ...value, items: value.items.map((item, index) => inUsualOrder(item, kind, [...path, index])) };
    default:
      return value;
  }
}

const keyText = ({ key }: Pick<Entry, 'key'>): string => (/^["']/.test(key) ? String(parse(key)) : key);
