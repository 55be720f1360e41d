/** What a rollback or a release would do, and did, in words and as JSON. */
import type { CommandError } from '../command-error.ts';
import type { Change } from '../diff/change.ts';
import { describeChange, nameOfChange } from '../diff/describe-change.ts';
import { problemJson } from '../publish/delivery-json.ts';
import { shortCommit } from '../publish/plan-environment.ts';
import { aheadLines, deliveryRow, entryNumbers, liveText } from '../publish/report-rows.ts';
import { renderColumns } from '../terminal/columns.ts';
import { countOf } from '../terminal/count.ts';
import { printable } from '../terminal/printable.ts';
import type { Style } from '../terminal/style.ts';
import { formatRelative } from '../terminal/time.ts';
import { type FollowUp, followUpAddress, followUpJson, followUpSentence } from './follow-up.ts';
import { killsOf } from './overlays.ts';
import type { RollbackPlan } from './plan-rollback.ts';
import type { ReleaseRequest, ReleaseResult } from './release-hold.ts';
import { writtenJson } from './render-written.ts';
import type { EmergencyReport } from './roll-back.ts';

/** `2 flags, 1 segment`. */
export function countChanges(changes: readonly Change[]): string {
  const flags = changes.filter(({ subject }) => subject === 'flag').length;
  const others = changes.length - flags;
  const parts = [
    ...(flags > 0 ? [countOf(flags, 'flag')] : []),
    ...(others > 0 ? [countOf(others, 'other thing')] : []),
  ];
  const verb = changes.length === 1 ? 'changes' : 'change';
  return `${parts.join(' and ')} ${verb} back`;
}

/** What it is about to do: the version, then each change in the words of its file. */
export function rollbackLines(plan: RollbackPlan, now: number, style: Style): string[] {
  const { before, restored, origin, changes, noLongerKilled, hold, request } = plan;
  const { place, version } = before;
  const content = `commit ${shortCommit(restored.commit)}, ${formatRelative(origin.at, now)} by ${printable(origin.who)}`;
  const rows = changes.flatMap((change) =>
    describeChange(change).map((line, index) => [index === 0 ? printable(nameOfChange(change)) : '', printable(line)]),
  );
  const kills = killsOf(before.overlays);
  return [
    `${style.bold(place.environment)}  v${version} back to the content of v${request.version} (${content}): ${countChanges(changes)}`,
    ...renderColumns(rows, '  '),
    ...(origin.isUnapproved
      ? [style.red(`v${origin.version} was published unapproved, by break-glass; so this is marked unapproved too.`)]
      : []),
    ...(noLongerKilled.length > 0
      ? [
          style.red(
            `The published files kill ${noLongerKilled.join(', ')}, v${request.version} does not: no longer killed.`,
          ),
        ]
      : []),
    ...(kills.length > 0 ? [`Kills stay: ${kills.map(printable).join(', ')}`] : []),
    ...(hold === null ? ['This is what the newest published commit says, so the hold ends.'] : []),
  ];
}

export interface RollbackAnswer {
  readonly plan: RollbackPlan;
  /** null: it still asks. */
  readonly report: EmergencyReport | null;
  /** The command line that releases the hold. */
  readonly release: string;
  /** UTC epoch ms. */
  readonly now: number;
}

/** What was done, at once. Ends with a line end. */
export function renderRollback({ plan, report, now }: RollbackAnswer, style: Style): string {
  const lines = rollbackLines(plan, now, style);
  if (report !== null) lines.push(...writtenLines(report, style));
  return `${lines.join('\n')}\n`;
}

/** How the hold ends. Ends with a line end, or is empty. */
export function renderHold({ plan, release }: RollbackAnswer, followUp: FollowUp, style: Style): string {
  if (plan.hold === null) return '';
  const withdrawn = shortCommit(plan.hold.commit);
  const sentence = followUpSentence(followUp, 'revert it in git', style);
  const lines =
    sentence === ''
      ? [
          `Held: publish refuses what would bring ${withdrawn} back. Merge a revert and publish it, which`,
          `ends the hold; or end it with: ${style.cyan(release)}`,
        ]
      : [
          `Held: publish refuses what would bring ${withdrawn} back.`,
          `${sentence} Merged and published, it ends the hold; so does: ${style.cyan(release)}`,
          ...followUpAddress(followUp, style),
        ];
  return `${lines.join('\n')}\n`;
}

function writtenLines({ written, live }: EmergencyReport, style: Style): string[] {
  const rows = written.deliveries
    .filter(({ kind }) => kind === 'snapshot')
    .map((delivery) => deliveryRow(delivery, style));
  const served = live === null ? '' : `Live ${liveText(live)}.`;
  return [
    ...renderColumns(
      [['Postgres', `v${written.version}`, `written, audited as ${entryNumbers(written.entries)}`], ...rows],
      '  ',
    ),
    ...(live === null ? [] : [live.live === live.evaluators ? style.green(served) : style.yellow(served)]),
    ...aheadLines(live, style),
  ];
}

/** @param followUp default: none, while it still asks. */
export function rollbackJson({ plan, report }: RollbackAnswer, followUp: FollowUp | null = null): object {
  const { request, before, restored, origin, changes, noLongerKilled, hold } = plan;
  return {
    ...{ organization: request.project.organization, project: request.project.project },
    environment: request.environment,
    outcome: report === null ? 'asks' : 'rolled back',
    before: before.version,
    restored: { version: restored.version, commit: restored.commit, contentHash: restored.contentHash },
    version: report?.written.version ?? null,
    ...{ reason: request.reason, unapproved: origin.isUnapproved, noLongerKilled },
    hold: hold === null ? null : { commit: hold.commit, version: hold.version },
    changes: changes.map((change) => ({
      subject: change.subject,
      name: change.name,
      lines: describeChange(change),
    })),
    ...writtenJson(report?.written ?? null, report?.live ?? null),
    ...followUpJson(followUp),
  };
}

/** Ends with a line end. */
export function renderRelease({ before, hold, decision, report }: ReleaseResult, style: Style): string {
  const { environment } = before.place;
  if (hold === null || report === null) return `${environment} is not held: nothing to do.\n`;
  const lines = [
    `${style.bold(environment)}  the hold since v${hold.version + 1} is released: the next publish may bring back what was withdrawn (${shortCommit(hold.commit)})`,
    ...(decision?.isUnapproved === true
      ? [style.red('UNAPPROVED: by break-glass, without the approvals that it asks for.')]
      : []),
    ...writtenLines(report, style),
  ];
  return `${lines.join('\n')}\n`;
}

/** A hold that stays, as the people did not agree. */
export const refusedReleaseJson = (
  { project, environment }: Pick<ReleaseRequest, 'project' | 'environment'>,
  reason: string | null,
  problem: CommandError,
): object => ({
  ...{ organization: project.organization, project: project.project, environment },
  ...{ outcome: 'refused', reason, ...problemJson(problem) },
});

export function releaseJson({ before, hold, decision, report }: ReleaseResult, reason: string | null): object {
  const { place, version } = before;
  return {
    ...{ organization: place.organization, project: place.project, environment: place.environment },
    outcome: report === null ? 'not held' : 'released',
    before: version,
    version: report?.written.version ?? version,
    ...{ reason, unapproved: decision?.isUnapproved ?? false },
    hold: hold === null ? null : { commit: hold.commit, version: hold.version },
    ...writtenJson(report?.written ?? null, report?.live ?? null),
  };
}
