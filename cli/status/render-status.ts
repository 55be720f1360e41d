/** `status` as text: the table, then what there is to know besides, then drift with its next steps. Pure. */

import { shorten } from '../diagnostics/shorten.ts';
import { holdOf, killsOf } from '../emergency/overlays.ts';
import { shortCommit } from '../publish/plan-environment.ts';
import type { Target } from '../targets/target.ts';
import { renderColumns } from '../terminal/columns.ts';
import { countOf, formatCount } from '../terminal/count.ts';
import { printable } from '../terminal/printable.ts';
import type { Style } from '../terminal/style.ts';
import { formatInstantBeside, formatRelative } from '../terminal/time.ts';
import type { CopyStatus, EvaluatorStatus } from './copy-status.ts';
import type { Drift } from './drift.ts';
import type { EnvironmentStatus, ProjectStatus } from './project-status.ts';
import type { WaitingDelivery } from './waiting-delivery.ts';

const TARGETS: Readonly<Record<Target['name'], string>> = { redis: 'Redis', edge: 'edge', bus: 'bus' };
const NOTHING = '-';
const HASH_DIGITS = 8;
const MAX_REASON = 80;

/** Ends with a line end. Names of environments come from the database, where a publisher may write any text. */
export function renderStatus(given: ProjectStatus, drift: readonly Drift[], style: Style): string {
  const environments = given.environments.map((each) => ({ ...each, environment: printable(each.environment) }));
  const status = { ...given, environments };
  const lines = [
    ...table(status, style),
    ...status.environments.flatMap((environment) => notesOf(environment, status, style)),
    ...anchorNotes(status),
    ...(status.gitProblem === null ? [] : [style.dim(`git was not asked: ${printable(status.gitProblem)}`)]),
    ...endOf(status, drift, style),
  ];
  return `${lines.join('\n')}\n`;
}

function table(status: ProjectStatus, style: Style): string[] {
  const { environments, now } = status;
  if (environments.length === 0) return [];
  const targets = status.targets.length === 0 ? (['redis'] as const) : status.targets;
  const head = [
    'environment',
    'git',
    'Postgres',
    'hash',
    ...targets.map((name) => TARGETS[name]),
    'evaluators',
    'overlays',
  ];
  const rows = environments.map((environment) => [
    style.bold(environment.environment),
    gitCell(environment, status, style),
    environment.served === null
      ? NOTHING
      : `v${environment.served.published.version} ${shortCommit(environment.served.published.commit ?? '')}`,
    environment.served?.published.hash?.slice(0, HASH_DIGITS) ?? NOTHING,
    ...targets.map((name) =>
      copyCell(
        environment.copies.find(({ target }) => target === name),
        style,
      ),
    ),
    evaluatorCell(environment.evaluators, style),
    overlayCell(environment, now, style),
  ]);
  return renderColumns([head.map((title) => style.dim(title)), ...rows]);
}

function gitCell({ git: own }: EnvironmentStatus, { git }: ProjectStatus, style: Style): string {
  if (git === null) return NOTHING;
  const commit = shortCommit(git.commit);
  if (git.hasErrors) return `${commit} ${style.yellow('has errors')}`;
  if (own === null) return `${commit} ${style.yellow('without it')}`;
  const { lineage, isSame } = own;
  if (lineage === 'unpublished') return commit;
  if (lineage === 'missing') return `${commit} ${style.yellow('not fetched')}`;
  if (lineage === 'same') return isSame === true ? commit : `${commit} ${style.yellow('differs')}`;
  return isSame === true ? `${commit} ${lineage}, same` : `${commit} ${style.yellow(lineage)}`;
}

function copyCell(copy: CopyStatus | undefined, style: Style): string {
  if (copy === undefined) return NOTHING;
  const version = `v${copy.version ?? 0}`;
  switch (copy.state) {
    case 'equal':
      return version;
    case 'missing':
      return style.red('missing');
    case 'behind':
    case 'ahead':
      return style.red(`${version} ${copy.state}`);
    case 'different':
      return style.red(`${version} differs`);
    case 'unreachable':
      return style.red('no answer');
    default:
      return copy.state satisfies never;
  }
}

/** `3 at v42`, `2 at v42, 1 at v41`. */
function evaluatorCell(evaluators: readonly EvaluatorStatus[], style: Style): string {
  if (evaluators.length === 0) return NOTHING;
  const counts = new Map<string, { version: number; count: number; isEqual: boolean }>();
  for (const { report, state } of evaluators) {
    const id = `${report.version} ${state}`;
    counts.set(id, { version: report.version, count: (counts.get(id)?.count ?? 0) + 1, isEqual: state === 'equal' });
  }
  return [...counts.values()]
    .sort((a, b) => b.version - a.version)
    .map(({ version, count, isEqual }) => {
      const text = `${formatCount(count)} at v${version}`;
      return isEqual ? text : style.red(text);
    })
    .join(', ');
}

function overlayCell({ served }: EnvironmentStatus, now: number, style: Style): string {
  if (served === null) return NOTHING;
  const { overlays } = served.published;
  const kills = killsOf(overlays);
  const [only] = kills;
  const hold = holdOf(overlays);
  const parts: string[] = [];
  if (hold !== null)
    parts.push(`held since v${hold.version + 1}${noteText(served.holdNote, now, requestText(served.holdRequest))}`);
  if (only !== undefined && kills.length === 1) {
    const note = served.killNotes.get(only);
    const about = note === undefined ? '' : `, ${formatRelative(note.at, now)}, by ${printable(note.who)}`;
    parts.push(`1 kill (${printable(only)}${about}${requestText(served.killRequests.get(only) ?? null)})`);
  } else if (kills.length > 1) parts.push(countOf(kills.length, 'kill'));
  return parts.length === 0 ? NOTHING : style.red(parts.join(', '));
}

const noteText = (note: { readonly at: number; readonly who: string } | null, now: number, request: string): string =>
  note === null ? '' : ` (${formatRelative(note.at, now)}, by ${printable(note.who)}${request})`;

const requestText = (number: number | null): string => (number === null ? '' : `: request #${number} open`);

function notesOf(environment: EnvironmentStatus, { now }: ProjectStatus, style: Style): string[] {
  return [
    ...killNotes(environment, now),
    ...unapprovedNotes(environment, now, style),
    ...environment.waiting.map((delivery) => waitingNote(environment.environment, delivery, now)),
    ...pendingNotes(environment, now),
  ];
}

/** Each with its reason; the table has room for who and when of one. */
function killNotes({ environment, served }: EnvironmentStatus, now: number): string[] {
  if (served === null) return [];
  const rows = killsOf(served.published.overlays).flatMap((flag) => {
    const note = served.killNotes.get(flag);
    if (note === undefined) return [];
    const reason = shorten(printable(note.reason ?? ''), MAX_REASON);
    const request = served.killRequests.get(flag);
    const row = [printable(flag), formatRelative(note.at, now), `by ${printable(note.who)}`, reason];
    return [request === undefined ? row : [...row, `request #${request} open`]];
  });
  return rows.length === 0 ? [] : [`Killed in ${environment}:`, ...renderColumns(rows, '  ')];
}

const DONE: Readonly<Record<string, string>> = { revive: 'a revive', release: 'the release of a hold' };

function unapprovedNotes({ environment, served }: EnvironmentStatus, now: number, style: Style): string[] {
  return (served?.unapproved ?? []).map(({ version, action, who, at, reason }) => {
    const what = DONE[action] ?? 'published';
    const why = reason === null ? '' : `: ${shorten(printable(reason), MAX_REASON)}`;
    return style.red(
      `UNAPPROVED in ${environment}: v${version}, ${what} by break-glass, ${formatRelative(at, now)}, by ${printable(who)}${why}`,
    );
  });
}

function waitingNote(environment: string, delivery: WaitingDelivery, now: number): string {
  const { target, document, count, since, lastError } = delivery;
  const name = target === 'redis' ? 'Redis' : target;
  const what = document === 'keys' ? countOf(count, 'change of keys', 'changes of keys') : countOf(count, 'version');
  const error = lastError === null ? '' : ` (${printable(lastError)})`;
  return `${what} of ${environment} not delivered to ${name} since ${formatRelative(since, now)}${error}: flagforge publish --resume`;
}

function pendingNotes({ environment, pending }: EnvironmentStatus, now: number): string[] {
  const rows = pending.flatMap(({ at, flags, isInCondition }) => {
    const when = formatInstantBeside(at, now);
    if (isInCondition) return [[when, 'a condition that compares dates', '']];
    return flags.flatMap(({ flag, lines }, index) =>
      lines.map((line, number) => [
        index === 0 && number === 0 ? when : '',
        number === 0 ? printable(flag) : '',
        printable(line),
      ]),
    );
  });
  return rows.length === 0 ? [] : [`Next in ${environment}:`, ...renderColumns(rows, '  ')];
}

function anchorNotes({ unanchored, waitingAnchor }: ProjectStatus): string[] {
  if (unanchored === 0) return [];
  const error = waitingAnchor?.lastError ?? null;
  const why = error === null ? '' : ` (${printable(error)})`;
  const verb = unanchored === 1 ? 'is' : 'are';
  return [
    `${countOf(unanchored, 'entry', 'entries')} of the audit log ${verb} not anchored yet${why}: flagforge publish --resume`,
  ];
}

function endOf(status: ProjectStatus, drift: readonly Drift[], style: Style): string[] {
  const name = `${status.organization}/${status.project}`;
  if (status.environments.every(({ served }) => served === null))
    return [`Nothing of ${name} is published to ${status.address} yet: flagforge publish`];
  const isComplete = status.environments.every(({ copies }) => copies.every(({ state }) => state !== 'unreachable'));
  if (drift.length === 0) return isComplete ? [style.green('No drift.')] : [];
  return drift.flatMap(({ message, next }) => [style.red(`Drift: ${printable(message)}`), `       ${printable(next)}`]);
}
