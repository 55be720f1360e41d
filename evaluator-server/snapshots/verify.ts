import { SNAPSHOT_FORMAT } from '@flagforge/sdk/engine';
import { canonicalHash } from './canonical-hash.ts';

/** A snapshot whose hashes hold, with what a source needs of it; or why it is refused, in one line. */
export type VerifiedSnapshot =
  | { readonly environment: string; readonly version: number; readonly hash: string }
  | { readonly problem: string };

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPath(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((step) => typeof step === 'string');
}

/**
 * Checks what a store gave back: that it is a snapshot of a format this server reads, and that `contentHash` and
 * `hash` are those of what it holds. A file cut short, edited by hand or mixed up does not pass.
 * @see contract 5
 */
export function verifySnapshot(value: unknown): VerifiedSnapshot {
  if (!isRecord(value)) return { problem: 'it is no JSON object' };
  const { format, organization, project, environment, unit, overrides, version, instants, flags, segments, groups } =
    value;
  if (typeof format !== 'number' || !Number.isInteger(format)) return { problem: 'it has no format number' };
  if (format > SNAPSHOT_FORMAT) {
    return { problem: `its format ${format} is newer than ${SNAPSHOT_FORMAT}, the newest that this server reads` };
  }
  if (typeof environment !== 'string') return { problem: 'it names no environment' };
  if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 0) {
    return { problem: 'its version is no whole number from 0' };
  }
  const content = { format, organization, project, environment, unit, overrides, instants, flags, segments, groups };
  try {
    const contentHash = canonicalHash(content);
    if (contentHash !== value.contentHash) return { problem: 'its contentHash is not that of its content' };
    const hash = canonicalHash({ contentHash, overlays: value.overlays });
    if (hash !== value.hash) return { problem: 'its hash is not that of its content and overlays' };
    // True hashes over what no engine would take.
    if (!isPath(unit)) return { problem: 'it names no unit' };
    if (!Array.isArray(flags)) return { problem: 'it has no list of flags' };
    return { environment, version, hash };
  } catch (error) {
    return { problem: error instanceof RangeError ? 'it is nested too deep' : 'it has no canonical form' };
  }
}
