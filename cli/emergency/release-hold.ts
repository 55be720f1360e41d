/** Ends the hold that a rollback laid over an environment. @see contract 6 */

import type { ProjectName } from '../project-name.ts';
import type { ApprovalDecision } from '../publish/decide-approval.ts';
import type { Published } from '../publish/read-published.ts';
import { type ApprovalRequest, approveEmergency } from './approve-emergency.ts';
import { policyOfPublished } from './break-glass.ts';
import type { EmergencyTools } from './emergency-tools.ts';
import { type Hold, holdOf, killsOf, overlaysOf } from './overlays.ts';
import { loadPublishedEnvironments } from './published-environments.ts';
import { type EmergencyReport, writeOnce } from './roll-back.ts';

export interface ReleaseRequest extends ApprovalRequest {
  readonly project: ProjectName;
  readonly environment: string;
  /** The command line that does it by break-glass, for messages. */
  readonly byBreakGlass: string;
}

/** `report` is null where the environment was not held, so that there was nothing to write. */
export interface ReleaseResult {
  readonly before: Published;
  readonly hold: Hold | null;
  readonly decision: ApprovalDecision | null;
  readonly report: EmergencyReport | null;
}

/**
 * Writes a version of the same content without the hold: the next publish may bring back what was withdrawn.
 * @throws CommandError (1) without the approvals that the environment asks for; (2) for an environment that was never
 * published; (3) when Postgres fails. Nothing was written then.
 */
export async function releaseHold(tools: EmergencyTools, request: ReleaseRequest): Promise<ReleaseResult> {
  const { project, environment, reason, byBreakGlass } = request;
  const [before] = await loadPublishedEnvironments(tools.database, project, [environment]);
  if (before === undefined) throw new TypeError('loadPublishedEnvironments answers with what is asked for');
  const { snapshot, commit, tip, overlays } = before;
  const hold = holdOf(overlays);
  if (hold === null || snapshot === null || commit === null || tip === null)
    return { before, hold: null, decision: null, report: null };
  const what = 'release the hold';
  const decision = await approveEmergency(tools, before, request, { what, byBreakGlass });
  if (decision.problem !== null) throw decision.problem;
  const { approvals, changeRequest, isUnapproved } = decision;
  const report = await writeOnce(tools, {
    before,
    restores: null,
    next: {
      ...{ action: 'release', content: snapshot, overlays: overlaysOf(killsOf(overlays), null), commit, tip },
      ...{ policy: null, approvals, changeRequest, isUnapproved, reason },
      actor: tools.publisher.actor(policyOfPublished(before)),
    },
  });
  return { before, hold, decision, report };
}
