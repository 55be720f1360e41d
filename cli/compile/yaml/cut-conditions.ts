import { type Document, isScalar } from 'yaml';
import type { Finding } from '../../diagnostics/diagnostic.ts';

/**
 * Names the real slip where a string of a condition is not closed because YAML took its ` #` for a comment:
 * `if: name == "a #b"` is the text `name == "a` and a comment.
 */
export function explainCutConditions(findings: readonly Finding[], document: Document | undefined): readonly Finding[] {
  return findings.map((finding) => {
    const { code, place, args } = finding;
    if (document === undefined || code !== 'FF1252' || args['fault'] !== 'unterminated' || !('path' in place)) {
      return finding;
    }
    const node = document.getIn(place.path, true);
    const isCut = isScalar(node) && node.type === 'PLAIN' && typeof node.comment === 'string';
    return isCut ? { ...finding, args: { ...args, fault: 'comment' } } : finding;
  });
}
