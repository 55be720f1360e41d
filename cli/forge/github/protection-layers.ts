/** Several sets of rules over one branch: each of them holds. Pure. */
import type { BranchProtection } from '../protection.ts';

/** What one ruleset, or classic protection, asks for. */
export interface LayerRules {
  readonly requiresRequest: boolean;
  readonly approvals: number;
  readonly dismissesStale: boolean;
  readonly requiresLastPushApproval: boolean;
  readonly requiresCodeOwners: boolean;
  readonly requiredChecks: readonly string[];
  readonly forbidsForcePush: boolean;
  readonly forbidsDeletion: boolean;
}

export interface Layer extends LayerRules {
  /** null: these credentials are not told. */
  readonly bypassedBy: readonly string[] | null;
}

/**
 * What holds when all of them do. What one of them asks for holds; what none does that can be read is unknown as long as
 * there is one that cannot.
 * @param layers null: one that may not be read.
 */
export function strictestOf(layers: readonly (Layer | null)[]): Omit<BranchProtection, 'branch' | 'exists'> {
  const known = layers.filter((layer) => layer !== null);
  const isAllKnown = known.length === layers.length;
  const some = (asks: (layer: Layer) => boolean): boolean | null =>
    known.some(asks) ? true : isAllKnown ? false : null;
  const approvals = Math.max(0, ...known.map((layer) => layer.approvals));
  const checks = [...new Set(known.flatMap(({ requiredChecks }) => requiredChecks))];
  return {
    requiresRequest: some((layer) => layer.requiresRequest),
    approvals: approvals > 0 || isAllKnown ? approvals : null,
    dismissesStale: some((layer) => layer.dismissesStale),
    requiresLastPushApproval: some((layer) => layer.requiresLastPushApproval),
    requiresCodeOwners: some((layer) => layer.requiresCodeOwners),
    requiredChecks: checks.length > 0 || isAllKnown ? checks : null,
    forbidsForcePush: some((layer) => layer.forbidsForcePush),
    forbidsDeletion: some((layer) => layer.forbidsDeletion),
    bypassedBy: bypassOf(known, isAllKnown),
  };
}

/** Whoever is let off one layer is still held by the next: one that asks for a review and lets nobody off is enough. */
function bypassOf(known: readonly Layer[], isAllKnown: boolean): readonly string[] | null {
  const asking = known.filter(({ requiresRequest, approvals }) => requiresRequest && approvals > 0);
  if (asking.some(({ bypassedBy }) => bypassedBy?.length === 0)) return [];
  if (asking.some(({ bypassedBy }) => bypassedBy === null) || (asking.length === 0 && !isAllKnown)) return null;
  return [...new Set(asking.flatMap(({ bypassedBy }) => bypassedBy ?? []))];
}
