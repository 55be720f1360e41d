import { isDeepStrictEqual } from 'node:util';
import { type CST, isMap, isScalar, isSeq, type Node, Parser, parseDocument } from 'yaml';
import type { YamlPath } from '../diagnostics/diagnostic.ts';
import { type FileKind, inOrder, keyOrderAt } from '../edit/key-order.ts';

/**
 * Whether two texts say the same: equal values (integers compared exactly), the same keys in the same order where
 * the order is the author's, and the same comments. `formatYaml` writes nothing for which this is false.
 */
export function isSameMeaning(before: string, after: string, kind: FileKind): boolean {
  return (
    isDeepStrictEqual(meaningOf(before, kind), meaningOf(after, kind)) &&
    isDeepStrictEqual(commentsOf(before).sort(), commentsOf(after).sort())
  );
}

/** A document as lists, so that the order of keys counts, and with the source of each number beside its value. */
function meaningOf(text: string, kind: FileKind): unknown {
  const document = parseDocument(text, { uniqueKeys: false, keepSourceTokens: false, intAsBigInt: true });
  const visit = (node: Node | null, path: YamlPath): unknown => {
    if (isMap(node)) {
      const entries = node.items.map((pair) => {
        const key = isScalar(pair.key) ? String(pair.key.value) : '';
        return [key, visit(pair.value as Node | null, [...path, key])] as const;
      });
      return ['map', ...inOrder(entries, ([key]) => key, keyOrderAt(kind, path))];
    }
    if (isSeq(node)) return ['list', ...node.items.map((item, index) => visit(item as Node | null, [...path, index]))];
    if (!isScalar(node)) return null;
    return typeof node.value === 'number' ? [node.value, node.source] : node.value;
  };
  return [document.errors.length, visit(document.contents as Node | null, [])];
}

function commentsOf(text: string): string[] {
  const comments: string[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    else if (typeof value === 'object' && value !== null) {
      if (isComment(value)) comments.push(value.source.trimEnd());
      for (const part of Object.values(value)) if (typeof part === 'object') visit(part);
    }
  };
  for (const token of new Parser().parse(text)) visit(token);
  return comments;
}

function isComment(value: object): value is CST.SourceToken {
  return 'type' in value && value.type === 'comment';
}
