import { createHash } from 'node:crypto';
import { canonicalJson } from '@flagforge/sdk/snapshot';
import type { DocumentKind, HeldDocument } from './target.ts';

/** What a store gave back, byte by byte. */
export interface StoredDocument {
  /** The store's own word for the version; the body's is believed where it has one. */
  readonly version: number;
  readonly body: Buffer;
}

/** SHA-256, lower-case hex. */
export function sha256(value: string | Buffer): string {
  return createHash('sha256').update(value).digest('hex');
}

/**
 * What a stored document really is: `hash` is worked out from the bytes of the body, never taken from what the store
 * or the body says of itself. For a snapshot it is the contract's hash of content and overlays; for keys, and for a
 * snapshot that is damaged beyond reading, the SHA-256 of the bytes, which is no hash of any good snapshot.
 * @see contract 5
 */
export function describeStored(kind: DocumentKind, { version, body }: StoredDocument): HeldDocument {
  const digest = sha256(body);
  if (kind === 'keys') return { version, hash: digest, digest };
  const snapshot = parseRecord(body);
  const own = snapshot?.version;
  return {
    version: typeof own === 'number' && Number.isSafeInteger(own) ? own : version,
    hash: (snapshot === null ? null : hashOf(snapshot)) ?? digest,
    digest,
  };
}

function parseRecord(body: Buffer): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

function hashOf(snapshot: Readonly<Record<string, unknown>>): string | null {
  const { format, organization, project, environment, unit, overrides, instants, flags, segments, groups } = snapshot;
  const content = { format, organization, project, environment, unit, overrides, instants, flags, segments, groups };
  try {
    return sha256(canonicalJson({ contentHash: sha256(canonicalJson(content)), overlays: snapshot.overlays }));
  } catch {
    // A field is missing, or it is nested deeper than any snapshot.
    return null;
  }
}
