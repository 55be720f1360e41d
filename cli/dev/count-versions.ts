import type { Snapshot } from '@flagforge/sdk/engine';

/**
 * Numbers the snapshots of one run of `dev` as publishing does: an environment begins at 1, and each snapshot that
 * says something else than the one before it gets the next number, so that clients can order their answers.
 * @returns the snapshot with its number, or null when its environment's content is what it was.
 * @see contract 5
 */
export function createVersionCounter(): (snapshot: Snapshot) => Snapshot | null {
  // An environment that was taken out and comes back goes on from its number: older never replaces newer.
  const last = new Map<string, { readonly contentHash: string; readonly version: number }>();
  return (snapshot) => {
    const { environment, contentHash } = snapshot;
    const before = last.get(environment);
    if (before?.contentHash === contentHash) return null;
    const version = (before?.version ?? 0) + 1;
    last.set(environment, { contentHash, version });
    return { ...snapshot, version };
  };
}
