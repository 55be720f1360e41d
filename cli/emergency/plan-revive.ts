/** What taking a kill away would do, environment by environment. */
import type { CommandError } from '../command-error.ts';
import type { ProjectName } from '../project-name.ts';
import type { ApprovalDecision } from '../publish/decide-approval.ts';
import type { Published } from '../publish/read-published.ts';
import { type ApprovalRequest, approveEmergency } from './approve-emergency.ts';
import type { EmergencyTools } from './emergency-tools.ts';
import { type KillEffects, killEffects } from './kill-effects.ts';
import { holdOf, isKilledByOverlay, killsOf, overlaysOf } from './overlays.ts';
import { findFlag, unknownPublishedFlag } from './plan-kill.ts';
import { loadPublishedEnvironments } from './published-environments.ts';

export interface ReviveRequest extends ApprovalRequest {
  readonly project: ProjectName;
  readonly flag: string;
  /** null: every environment in which it is killed. */
  readonly environments: readonly string[] | null;
  /** The command line that does it by break-glass, for messages. */
  readonly byBreakGlass: string;
}

export type EnvironmentRevivePlan = { readonly before: Published } & (
  | {
      readonly kind: 'revive';
      readonly decision: ApprovalDecision;
      /** What it turns on and off in other flags: the opposite of what the kill did. */
      readonly effects: KillEffects;
      /** True: the published commit says `killed: true` too, so that the flag stays off. */
      readonly isKilledByCommit: boolean;
    }
  /** No kill lies over it. */
  | { readonly kind: 'not-killed'; readonly isKilledByCommit: boolean }
  | { readonly kind: 'refused'; readonly problem: CommandError }
);

export interface RevivePlan {
  readonly request: ReviveRequest;
  /** Ascending by name. */
  readonly environments: readonly EnvironmentRevivePlan[];
}

/**
 * Reads what is served, and asks who agreed. Writes nothing. A kill of a flag that is gone since can be taken away too.
 * @throws CommandError (2) for a flag or an environment that was never published, (3) when Postgres fails.
 */
export async function planRevive(tools: EmergencyTools, request: ReviveRequest): Promise<RevivePlan> {
  const { project, flag, environments } = request;
  const published = await loadPublishedEnvironments(tools.database, project, environments);
  const known = published.filter((before) => {
    return isKilledByOverlay(before.overlays, flag) || findFlag(before, flag) !== null;
  });
  if (known.length === 0) throw unknownPublishedFlag(published, flag);
  const killed = known.filter((before) => isKilledByOverlay(before.overlays, flag));
  // Unasked, only those that there is something to do in are of interest.
  const chosen = environments === null && killed.length > 0 ? killed : known;
  const plans: EnvironmentRevivePlan[] = [];
  for (const before of chosen) plans.push(await planEnvironmentRevive(tools, request, before));
  return { request, environments: plans };
}

async function planEnvironmentRevive(
  tools: EmergencyTools,
  request: ReviveRequest,
  before: Published,
): Promise<EnvironmentRevivePlan> {
  const { flag, byBreakGlass } = request;
  const { snapshot, overlays } = before;
  const isKilledByCommit = findFlag(before, flag)?.killed === true;
  if (snapshot === null || !isKilledByOverlay(overlays, flag)) return { before, kind: 'not-killed', isKilledByCommit };
  const decision = await approveEmergency(tools, before, request, { what: `revive ${flag}`, byBreakGlass });
  if (decision.problem !== null) return { before, kind: 'refused', problem: decision.problem };
  const others = overlaysOf(
    killsOf(overlays).filter((kill) => kill !== flag),
    holdOf(overlays),
  );
  const { turnsOn, turnsOff } = killEffects(snapshot, flag, tools.now(), others);
  return { before, kind: 'revive', decision, isKilledByCommit, effects: { turnsOn: turnsOff, turnsOff: turnsOn } };
}
