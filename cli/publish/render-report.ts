/** What a publish did, or would do, as text. */

import { shorten } from '../diagnostics/shorten.ts';
import type { ChangeSubject } from '../diff/change.ts';
import { describeChange, nameOfChange } from '../diff/describe-change.ts';
import { renderColumns } from '../terminal/columns.ts';
import { countOf, formatCount } from '../terminal/count.ts';
import { printable } from '../terminal/printable.ts';
import type { Style } from '../terminal/style.ts';
import { formatDuration } from '../terminal/time.ts';
import { shortCommit } from './plan-environment.ts';
import type { EnvironmentReport, PublishReport } from './publish-report.ts';
import { aheadLines, anchorRow, deliveryRow, entryNumbers, liveText } from './report-rows.ts';

export interface RenderOptions {
  readonly style: Style;
  /** Every change, not only how many. A dry run shows them always. */
  readonly isVerbose: boolean;
  readonly elapsedMs: number;
}

/** The summary: a block for each environment, then the anchor, then how it ended. Ends with a line end. */
export function renderReport(report: PublishReport, options: RenderOptions): string {
  const { style } = options;
  const heads = renderColumns(report.environments.map((environment) => headOf(environment, report, style)));
  const blocks = report.environments.flatMap((environment, index) => [
    heads[index] ?? '',
    ...renderColumns(detailsOf(environment, report, style), '  '),
    ...(options.isVerbose || report.isDryRun ? changeLines(environment, style) : []),
  ]);
  const anchor = report.anchor === null ? null : anchorRow(report.anchor, style);
  const lines = [...blocks, ...(anchor === null ? [] : renderColumns([anchor], '  ')), ...endOf(report, options)];
  return `${lines.join('\n')}\n`;
}

function headOf(environment: EnvironmentReport, { commit, isDryRun }: PublishReport, style: Style): string[] {
  const { outcome, before, version } = environment;
  const from = before === 0 ? 'nothing' : `v${before}`;
  const at = `commit ${shortCommit(commit)}`;
  const name = style.bold(environment.environment);
  switch (outcome) {
    case 'published':
    case 'released': {
      const step = `${from} -> v${version}`;
      const hold = outcome === 'released' ? ', the hold is released' : '';
      return [name, isDryRun ? style.yellow(step) : style.green(step), at, `${flagsOf(environment)}${hold}`];
    }
    case 'policy':
      return [name, from, at, 'no change of flags; who may change it does'];
    case 'unchanged':
      return [name, from, at, style.dim('nothing to do')];
    case 'refused':
      return [name, from, at, style.red('refused')];
    case 'failed':
      return [name, '', at, style.red('not published')];
    default:
      return outcome satisfies never;
  }
}

const MAX_NAMES = 3;

/** `1 flag changed (new-checkout)`, `2 flags, 1 segment changed (a, b, segment staff)`. */
function flagsOf({ changes }: EnvironmentReport): string {
  const counts = COUNTED.flatMap(([noun, subjects]) => {
    const names = new Set(changes.filter(({ subject }) => subjects.includes(subject)).map(({ name }) => name));
    return names.size === 0 ? [] : [countOf(names.size, noun)];
  });
  if (counts.length === 0) return changes.length === 0 ? 'nothing changed' : 'settings changed';
  const named = changes.filter(({ subject }) => subject !== 'environment' && subject !== 'hold');
  const names = [...new Set(named.map(nameOfChange))];
  const listed = names.slice(0, MAX_NAMES).map((name) => shorten(printable(name), 40));
  const more = names.length > MAX_NAMES ? ` and ${formatCount(names.length - MAX_NAMES)} more` : '';
  return `${counts.join(', ')} changed (${listed.join(', ')}${more})`;
}

const COUNTED: readonly (readonly [noun: string, subjects: readonly ChangeSubject[]])[] = [
  ['flag', ['flag', 'kill']],
  ['segment', ['segment']],
  ['group', ['group']],
];

function detailsOf(environment: EnvironmentReport, report: PublishReport, style: Style): string[][] {
  const { entries, version, deliveries, settledKills } = environment;
  const rows: string[][] = [...approvalRows(environment, style)];
  if (settledKills.length > 0)
    rows.push([
      'kills',
      `${settledKills.map(printable).join(', ')}: off by the files themselves now, the break-glass kill ends`,
    ]);
  if (entries !== null && !report.isDryRun)
    rows.push(['Postgres', `v${version}`, `written, audited as ${entryNumbers(entries)}`]);
  for (const delivery of deliveries) {
    const isQuiet = delivery.kind === 'keys' && (delivery.outcome === 'held' || delivery.outcome === 'written');
    const isOld = environment.outcome === 'unchanged' && delivery.outcome === 'held';
    if (!isQuiet && !isOld) rows.push(deliveryRow(delivery, style));
  }
  return rows;
}

function approvalRows(
  { approvals, approvalsNeeded, isUnapproved, reason, outcome }: EnvironmentReport,
  style: Style,
): string[][] {
  if (outcome === 'refused' || outcome === 'failed' || outcome === 'unchanged') return [];
  if (isUnapproved) {
    const asked = `asks for ${countOf(approvalsNeeded, 'approval')}, has ${approvals.length === 0 ? 'none' : approvals.length}`;
    return [[style.red('UNAPPROVED'), style.red(`by break-glass: ${printable(reason ?? '')}  (${asked})`)]];
  }
  return approvals.map(({ person, commit, request }) => {
    const where = request === null ? '' : ` (request ${printable(request)})`;
    return ['approved', `${printable(person)} on ${shortCommit(commit)}${where}`];
  });
}

/** Each thing that changes, in the words of its file. */
function changeLines({ changes }: EnvironmentReport, style: Style): string[] {
  const rows = changes.flatMap((change) => {
    return describeChange(change).map((line, index) => [
      index === 0 ? printable(nameOfChange(change)) : '',
      colored(printable(line), style),
    ]);
  });
  return renderColumns(rows, '  ');
}

function colored(line: string, style: Style): string {
  if (line.startsWith('added')) return style.green(line);
  return line.startsWith('removed') ? style.red(line) : line;
}

function endOf({ live, isDryRun, environments }: PublishReport, { style, elapsedMs }: RenderOptions): string[] {
  if (isDryRun) return [style.dim('Dry run: nothing was written.')];
  const published = environments.filter(({ outcome }) => outcome === 'published' || outcome === 'released').length;
  const took = formatDuration(elapsedMs);
  if (live !== null) {
    const paint = live.live === live.evaluators ? style.green : style.yellow;
    return [`${paint(`Live ${liveText(live)}.`)} ${style.dim(`Took ${took}.`)}`, ...aheadLines(live, style)];
  }
  if (published === 0) return [];
  return [style.dim(`Published ${countOf(published, 'environment')} in ${took}.`)];
}
