import { createHash } from 'node:crypto';
import { canonicalJson } from '@flagforge/sdk/snapshot';
import type { ServedEnvironment } from './environments.ts';

/** A snapshot as it goes over the wire. */
export interface CanonicalBody {
  /** Its canonical JSON (RFC 8785) in UTF-8: what was published. Shared by everybody it is sent to; never changed. */
  readonly bytes: Buffer;
  /** A strong entity tag: the SHA-256 of the bytes. Its `hash` would not do: a version may have that of an older one. */
  readonly tag: string;
}

const bodies = new WeakMap<ServedEnvironment, CanonicalBody>();

/** The bytes of a snapshot that is served, made when they are first asked for and kept as long as it is. */
export function canonicalBody(served: ServedEnvironment): CanonicalBody {
  const known = bodies.get(served);
  if (known !== undefined) return known;
  const bytes = Buffer.from(canonicalJson(served.snapshot));
  const body = { bytes, tag: `"${createHash('sha256').update(bytes).digest('hex')}"` };
  bodies.set(served, body);
  return body;
}
