import { createHash } from 'node:crypto';
import { SNAPSHOT_FORMAT, type Snapshot } from '../engine/snapshot.ts';
import { canonicalJson } from '../snapshot/canonical-json.ts';

const sha256 = (value: unknown): string => createHash('sha256').update(canonicalJson(value)).digest('hex');

/**
 * Why a snapshot that came over a wire or from a disk is not what was published, in one line, or null: a hash that does
 * not hold, or no snapshot at all. A higher format is said as such. Never throws.
 * @see contract 5
 */
export function checkSnapshot(value: unknown): string | null {
  try {
    const { format, contentHash, hash, overlays, ...rest } = value as Snapshot;
    const { organization, project, environment, unit, overrides, instants, flags, segments, groups, version } = rest;
    if (!Number.isInteger(format) || !Number.isSafeInteger(version)) return 'it is no snapshot';
    if (format > SNAPSHOT_FORMAT) return `its format ${format} is newer than ${SNAPSHOT_FORMAT}: update the SDK`;
    const content = { format, organization, project, environment, unit, overrides, instants, flags, segments, groups };
    if (sha256(content) !== contentHash) return 'its contentHash is not that of its content';
    if (sha256({ contentHash, overlays }) !== hash) return 'its hash is not that of its content and overlays';
    return null;
  } catch {
    return 'it is no snapshot';
  }
}
