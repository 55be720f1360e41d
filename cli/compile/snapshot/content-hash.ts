import type { Snapshot } from '@flagforge/sdk/engine';
import { textsOf, textWithFlags } from './snapshot-text.ts';

/**
 * `contentHash` worked out from what a snapshot really holds, whatever it says of itself.
 * @see contract 5
 */
export function contentHashOf(snapshot: Snapshot, sha256: (text: string) => string): string {
  const { format, organization, project, environment, unit, overrides, instants, segments, groups } = snapshot;
  const content = { format, organization, project, environment, unit, overrides, instants, segments, groups };
  return sha256(textWithFlags(content, textsOf(snapshot).joined()));
}
