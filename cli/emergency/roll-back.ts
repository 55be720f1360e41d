/** Serves an older content again, and holds the environment until git agrees. @see contract 6 */
import { codedError } from '../coded-error.ts';
import { EXIT } from '../exit-codes.ts';
import type { LiveReport } from '../publish/publish-report.ts';
import type { NextVersion } from '../publish/published.ts';
import { policyOfPublished } from './break-glass.ts';
import type { EmergencyTools } from './emergency-tools.ts';
import { killsOf, overlaysOf } from './overlays.ts';
import type { RollbackPlan } from './plan-rollback.ts';
import {
  awaitEmergency,
  type EmergencyDraft,
  Overtaken,
  type WrittenEmergency,
  writeEmergency,
} from './write-emergency.ts';

/** What became of a rollback, or of a release. */
export interface EmergencyReport {
  readonly written: WrittenEmergency;
  /** null where no evaluator reports. */
  readonly live: LiveReport | null;
}

/**
 * Carries out a plan that its user agreed to. What was agreed to is the difference to one version: if another one was
 * written meanwhile, nothing is.
 * @throws CommandError (1, 2) when it is refused, (3) when Postgres fails; nothing was written then.
 */
export function applyRollback(tools: EmergencyTools, plan: RollbackPlan): Promise<EmergencyReport> {
  const { before, restored, content, origin, request, hold } = plan;
  const { tip, overlays } = before;
  if (tip === null) throw new TypeError('nothing is published');
  const next: Omit<NextVersion, 'directory'> = {
    ...{ action: 'rollback', content, overlays: overlaysOf(killsOf(overlays), hold), commit: restored.commit, tip },
    // Whoever agreed to this content agreed to it then; who did without them did so then.
    ...{ policy: null, approvals: origin.approvals, changeRequest: null, isUnapproved: origin.isUnapproved },
    ...{ reason: request.reason, actor: tools.publisher.actor(policyOfPublished(before)) },
  };
  return writeOnce(tools, { before, next, restores: restored.version });
}

/** Writes the version unless another one was written since; then waits a moment for the evaluators. */
export async function writeOnce(tools: EmergencyTools, draft: EmergencyDraft): Promise<EmergencyReport> {
  const { before } = draft;
  try {
    const written = await writeEmergency(tools, draft);
    return { written, live: await awaitEmergency(tools, before, written) };
  } catch (error) {
    if (!(error instanceof Overtaken)) throw error;
    const { place, version } = before;
    throw codedError(EXIT.findings, 'FF3032', { environment: place.environment, version });
  }
}
