import { createHash } from 'node:crypto';

/** 128 bits of SHA-256: no two bodies share it, and it stays short. */
const ETAG_CHARACTERS = 22;

/** The strong entity tag of a body: the same bytes have the same tag on every server. */
export function entityTag(body: string): string {
  return `"${createHash('sha256').update(body).digest('base64url').slice(0, ETAG_CHARACTERS)}"`;
}

const TAG = /(?:W\/)?("[\x21\x23-\x7e\x80-\xff]*")/g;

/**
 * Whether an `If-None-Match` header names this tag: in a list, weak or strong (RFC 9110 compares weakly here), or by
 * `*`. A header that is malformed matches by the tags that can be read in it.
 */
export function matchesTag(header: string, tag: string): boolean {
  if (header.trim() === '*') return true;
  for (const [, candidate] of header.matchAll(TAG)) if (candidate === tag) return true;
  return false;
}
