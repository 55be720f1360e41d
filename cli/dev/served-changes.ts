import type { Snapshot } from '@flagforge/sdk/engine';
import { canonicalJson } from '@flagforge/sdk/snapshot';
import type { ServedChanges } from './served.ts';

/** Which flags differ between what was served and what is served now, per environment. */
export function changesBetween(
  before: ReadonlyMap<string, Snapshot>,
  after: ReadonlyMap<string, Snapshot>,
): ServedChanges {
  const changes = new Map<string, readonly string[]>();
  for (const [environment, snapshot] of after) {
    const old = before.get(environment);
    if (old?.contentHash === snapshot.contentHash) continue;
    const [from, to] = [textsOf(old), textsOf(snapshot)];
    const keys = [...new Set([...from.keys(), ...to.keys()])].filter((key) => from.get(key) !== to.get(key)).sort();
    // Segments, groups or the unit changed, and with them flags that read the same as before.
    changes.set(environment, keys);
  }
  return changes;
}

function textsOf(snapshot: Snapshot | undefined): Map<string, string> {
  return new Map(snapshot?.flags.map((flag) => [flag.key, canonicalJson(flag)]));
}
