import { createHash } from 'node:crypto';
import { canonicalJson } from '@flagforge/sdk/snapshot';

/**
 * SHA-256 of a value's canonical text (RFC 8785), lower-case hex. Throws RangeError for one nested too deep for the
 * stack, TypeError for one that has no canonical text.
 */
export function canonicalHash(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
