import { describeChange } from '../diff/describe-change.ts';
import { deliveryJson, liveJson, problemJson } from './delivery-json.ts';
import type { AnchorReport, EnvironmentReport, PublishReport } from './publish-report.ts';
import type { ResumeReport } from './resume.ts';

/** What a publish did, or would do, as the one document of `--json`. */
export function reportJson(report: PublishReport, elapsedMs: number): object {
  const { organization, project, commit, isDryRun, environments, anchor, live } = report;
  return {
    ...{ organization, project, commit, dryRun: isDryRun },
    environments: environments.map(environmentJson),
    anchor: anchorJson(anchor),
    evaluators: liveJson(live),
    elapsedMs: Math.round(elapsedMs),
  };
}

/** What `publish --resume` found and finished. */
export function resumedJson({ organization, project, environments, anchor }: ResumeReport, elapsedMs: number): object {
  return {
    ...{ organization, project },
    environments: environments.map(({ place, version, deliveries }) => ({
      ...{ environment: place.environment, version },
      targets: deliveries.map(deliveryJson),
    })),
    anchor: anchorJson(anchor),
    elapsedMs: Math.round(elapsedMs),
  };
}

function anchorJson(report: AnchorReport | null): object | null {
  if (report === null) return null;
  const { seq, anchor, problem } = report;
  return { seq, commit: anchor?.commit ?? null, pushedTo: anchor?.pushedTo ?? null, ...problemJson(problem) };
}

function environmentJson(report: EnvironmentReport): object {
  const { environment, outcome, before, version, hash, changes, entries, approvals, approvalsNeeded } = report;
  return {
    ...{ environment, outcome, before, version, hash },
    changes: changes.map((change) => ({
      subject: change.subject,
      name: change.name,
      lines: describeChange(change),
      old: change.oldState === null ? null : (JSON.parse(change.oldState) as unknown),
      new: change.newState === null ? null : (JSON.parse(change.newState) as unknown),
    })),
    audit: entries,
    ...{ approvals, approvalsNeeded, unapproved: report.isUnapproved, reason: report.reason },
    settledKills: report.settledKills,
    targets: report.deliveries.map(deliveryJson),
    warnings: report.warnings.map(({ code, message }) => ({ code, message })),
    ...problemJson(report.problem),
  };
}
