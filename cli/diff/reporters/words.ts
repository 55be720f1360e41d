/** Words that every form of the report has in common. */
import { countOf, formatCount } from '../../diagnostics/count.ts';
import { formatThousandths } from '../../diagnostics/thousandths.ts';
import type { EnvironmentDiff, ItemDiff, Movement, RiskReason } from '../project-diff.ts';
import type { ApprovalsReport, DiffReport, FlagSamples, NeededApprovals, SampleMove } from './report.ts';

/** `3 flags change`, `new: 28 flags`, `no change`. */
export function summaryOf({ presence, isChanged, items, affected }: EnvironmentDiff): string {
  const flags = new Set([
    ...affected.map(({ flag }) => flag),
    ...items.filter(({ subject }) => subject === 'flag').map(({ name }) => name),
  ]);
  if (presence === 'added') return `new environment, ${countOf(flags.size, 'flag')}`;
  if (presence === 'removed') return 'the environment goes';
  if (!isChanged) return 'no change';
  if (flags.size > 0) return changes(flags.size, 'flag');
  if (items.length === 0) return 'only who may change it';
  const [first] = items;
  if (first?.subject === 'environment') return 'its settings change';
  return `${items.map(nameOfItem).join(', ')}: no flag answers differently`;
}

const changes = (count: number, noun: string): string => `${countOf(count, noun)} change${count === 1 ? 's' : ''}`;

/** A flag goes by its key, others with what they are. */
export function nameOfItem({ subject, name }: Pick<ItemDiff, 'subject' | 'name'>): string {
  if (subject === 'flag') return name;
  return subject === 'environment' ? '(environment)' : `${subject} ${name}`;
}

/** `15 % of accounts where region starts with "us-" move off -> on`. */
export function movementText({ from, to, share, among }: Movement): string {
  const step = from === null ? `get ${to}` : to === null ? `lose ${from}` : `move ${from} -> ${to}`;
  if (share >= 1) return `${among} ${step}`;
  return `${shareText(share)} of ${among} ${step}`;
}

/** To a thousandth of a percent, the width of a bucket. What is less is still something. */
function shareText(share: number): string {
  const thousandths = Math.round(share * 100_000);
  return thousandths === 0 ? 'under 0.001 %' : `${formatThousandths(thousandths)} %`;
}

/** The movements of a flag, line by line; the last one says so where nobody loses what is more than off. */
export function movementLines(movements: readonly Movement[]): readonly string[] {
  const lines = movements.map(movementText);
  const isGainOnly = movements.length > 0 && movements.every(({ from, to }) => from === 'off' && to !== null);
  return lines.map((line, index) => (isGainOnly && index === lines.length - 1 ? `${line}; nobody loses it` : line));
}

/** What the sample contexts say of one flag: `412 of 10,000 sample contexts change (contexts/orders.jsonl)`. */
export function sampleLines(report: DiffReport, environment: string, flag: string): readonly string[] {
  return report.samples.flatMap(({ source, count, flags }) => {
    const found = flags.find((each) => each.flag === flag && each.environment === environment);
    if (found === undefined) return [];
    const verb = found.changed === 1 ? 'changes' : 'change';
    return [
      `${formatCount(found.changed)} of ${countOf(count, 'sample context')} ${verb} (${source})${detailOf(found)}`,
    ];
  });
}

/** A few contexts are named; of many only how many go where. */
function detailOf({ moves, changed }: FlagSamples): string {
  if (moves.length === 1 && changed > 3) return '';
  const parts = moves.map(({ from, to, count, examples }) => {
    const step = stepText({ from, to });
    return count <= 3 ? `${examples.join(', ')} ${step}` : `${formatCount(count)} ${step}`;
  });
  return `: ${parts.join('; ')}`;
}

/** `off -> on`; one that keeps its variant gets another value. */
export function stepText({ from, to }: Pick<SampleMove, 'from' | 'to'>): string {
  if (from === to) return `another value of ${from ?? 'it'}`;
  return `${from ?? 'no value'} -> ${to ?? 'no value'}`;
}

/** `production 1 (editor or admin, not pat@acme.com)`; null: nobody needs to agree. */
export function approvalsText({ needed, authors }: ApprovalsReport): string | null {
  if (needed.length === 0) return null;
  const not = notText(authors);
  const [first] = needed;
  if (needed.length === 1 && first !== undefined) return needText(first, not);
  return `${needed.map((each) => needText(each, '')).join(', ')}${not === '' ? '' : `; ${not}`}`;
}

const MAX_AUTHORS = 3;

function notText(authors: readonly string[]): string {
  if (authors.length === 0) return '';
  const shown = authors.slice(0, MAX_AUTHORS);
  const more = authors.length > MAX_AUTHORS ? ` or ${authors.length - MAX_AUTHORS} more who made it` : '';
  return `not ${shown.join(' or ')}${more}`;
}

function needText({ environment, needed, roles, matters }: NeededApprovals, not: string): string {
  if (environment === null) {
    const what = `an admin of the project, for ${matters.join(', ')}`;
    return `rules ${needed} (${[what, not].filter((part) => part !== '').join('; ')})`;
  }
  const who = roles.length === 0 ? 'nobody may give them' : roles.join(' or ');
  return `${environment} ${needed} (${[who, not].filter((part) => part !== '').join(', ')})`;
}

/** What the user should know of the comparison itself. */
export function notesOf({ base, head }: DiffReport): readonly string[] {
  return [
    ...(base.hasProject ? [] : [`the base ${base.commit.slice(0, 7)} has no project there: everything is new`]),
    ...(head.hasProject ? [] : ['the project goes']),
    ...(base.leftOut.length === 0
      ? []
      : [
          `the base ${base.commit.slice(0, 7)} has errors, and what they touch cannot be compared: ${base.leftOut.join(', ')}`,
        ]),
  ];
}

/** `new-checkout: rule "us-canary" gives on to fewer units: 25 % -> 10 %`. */
export function reasonText({ flag, text }: RiskReason): string {
  return flag === null ? text : `${flag}: ${text}`;
}
